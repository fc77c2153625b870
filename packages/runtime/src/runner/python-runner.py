"""Runs one Python function as Lambda's own runtime does: loads the handler, then asks the Runtime API for one
invocation after another. It never enforces a deadline and never kills: that is the server's part."""

import http.client
import importlib
import json
import logging
import os
import sys
import threading
import time
import traceback

BASE = "/2018-06-01/runtime"
LIFELINE = 3
JSON_LOG = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
current = {"request_id": None}


class RuntimeFailure(Exception):
    def __init__(self, error_type, message):
        super().__init__(message)
        self.error_type = "Runtime." + error_type


class RuntimeApi:
    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address)

    def _send(self, method, path, body=None, headers=None):
        sys.stdout.flush()
        sys.stderr.flush()
        self.connection.request(method, BASE + path, body, dict(headers or {}, **peak_memory()))
        response = self.connection.getresponse()
        return response.headers, response.read()

    def next(self):
        return self._send("GET", "/invocation/next")

    def respond(self, request_id, text):
        self._send("POST", "/invocation/%s/response" % request_id, text.encode("utf-8"), {"Content-Type": "application/json"})

    def fail(self, path, error):
        kind = error["errorType"].encode("ascii", "replace").decode("ascii")
        headers = {"Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": kind}
        self._send("POST", path, json.dumps(error).encode("utf-8"), headers)


def peak_memory():
    """For machines without /proc; KiB."""
    try:
        import resource
    except ImportError:
        return {}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"Nx-Lambda-Peak-Memory": str(peak // 1024 if sys.platform == "darwin" else peak)}


class Record(dict):
    """Client context and identity: read as attributes, None where absent."""

    def __getattr__(self, name):
        value = self.get(name)
        return Record(value) if isinstance(value, dict) else value


class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        client_context = headers.get("Lambda-Runtime-Client-Context")
        self.client_context = None if client_context is None else Record(json.loads(client_context))
        self.identity = Record(json.loads(headers.get("Lambda-Runtime-Cognito-Identity") or "{}"))
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": current["request_id"],
        }
        if record.exc_info:
            kind, error, trace = record.exc_info
            entry.update(errorType=kind.__name__, errorMessage=str(error), stackTrace=traceback.format_tb(trace))
        return json.dumps(entry, default=str)


class RequestId(logging.Filter):
    def filter(self, record):
        record.aws_request_id = current["request_id"] or ""
        return True


def set_up_logging():
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(RequestId())
    if JSON_LOG:
        handler.setFormatter(JsonFormatter())
        logging.getLogger().setLevel(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO").replace("TRACE", "DEBUG").replace("FATAL", "CRITICAL"))
    else:
        text = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
        text.converter = time.gmtime
        handler.setFormatter(text)
    logging.getLogger().addHandler(handler)


def load_handler(task_root, name):
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise RuntimeFailure("MalformedHandlerName", "Bad handler '%s': %s" % (name, error))
    sys.path.insert(0, task_root)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFailure("ImportModuleError", "Unable to import module '%s': %s" % (module_name, error))
    except SyntaxError as error:
        raise RuntimeFailure("UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error))
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise RuntimeFailure("HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))


def describe(error, request_id):
    if isinstance(error, RuntimeFailure):
        return {"errorMessage": str(error), "errorType": error.error_type, "requestId": request_id, "stackTrace": []}
    frames = traceback.extract_tb(error.__traceback__)
    stack = traceback.format_list([frame for frame in frames if frame.filename != __file__])
    return {"errorMessage": str(error), "errorType": type(error).__name__, "requestId": request_id, "stackTrace": stack}


def log_error(described):
    if JSON_LOG:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        print(json.dumps(dict({"timestamp": stamp, "log_level": "ERROR"}, **described)))
        return
    print("[ERROR] %s: %s" % (described["errorType"], described["errorMessage"]))
    print("Traceback (most recent call last):\n" + "".join(described["stackTrace"]))


def run_one(api, handler):
    headers, body = api.next()
    context = LambdaContext(headers)
    request_id = current["request_id"] = context.aws_request_id
    os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id", "")
    try:
        result = handler(json.loads(body.decode("utf-8")), context)
        try:
            text = json.dumps(result, ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise RuntimeFailure("MarshalError", "Unable to marshal response: %s" % error)
    except Exception as error:
        described = describe(error, request_id)
        log_error(described)
        api.fail("/invocation/%s/error" % request_id, described)
        return
    api.respond(request_id, text)


def hold_lifeline():
    """Ends this process when the one that started it is gone, however it went."""

    def wait():
        try:
            while os.read(LIFELINE, 1):
                pass
        except OSError:
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def main():
    hold_lifeline()
    sys.path.pop(0)
    set_up_logging()
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load_handler(os.environ["LAMBDA_TASK_ROOT"], os.environ["_HANDLER"])
    except Exception as error:
        described = describe(error, "")
        log_error(described)
        api.fail("/init/error", described)
        sys.exit(1)
    while True:
        run_one(api, handler)


main()
