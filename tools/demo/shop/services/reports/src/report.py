def handler(event, context):
    totals = event.get("totals", [])
    print(f"{len(totals)} order(s)")
    return {"orders": len(totals), "total": sum(totals)}
