import type { PolicyTemplates } from './template-shape.ts';

/** Queries and the recognition of pictures, texts and documents. From the public list of SAM's policy templates. */
export const ANALYSIS_POLICIES: PolicyTemplates = {
  AthenaQueryPolicy: {
    parameters: 'WorkGroupName',
    statements: [
      {
        actions:
          'athena:ListWorkGroups athena:GetExecutionEngine athena:GetExecutionEngines athena:GetNamespace athena:GetCatalogs athena:GetNamespaces athena:GetTables athena:GetTable',
      },
      {
        actions:
          'athena:StartQueryExecution athena:GetQueryResults athena:DeleteNamedQuery athena:GetNamedQuery athena:ListQueryExecutions athena:StopQueryExecution athena:GetQueryResultsStream athena:ListNamedQueries athena:CreateNamedQuery athena:GetQueryExecution athena:BatchGetNamedQuery athena:BatchGetQueryExecution athena:GetWorkGroup',
        resource: 'arn:*:athena:*:*:workgroup/{workgroupName}',
      },
    ],
  },
  ComprehendBasicAccessPolicy: {
    parameters: '',
    statements: [
      {
        actions:
          'comprehend:BatchDetectKeyPhrases comprehend:DetectDominantLanguage comprehend:DetectEntities comprehend:BatchDetectEntities comprehend:DetectKeyPhrases comprehend:DetectSentiment comprehend:BatchDetectDominantLanguage comprehend:BatchDetectSentiment',
      },
    ],
  },
  RekognitionDetectOnlyPolicy: {
    parameters: '',
    statements: [
      {
        actions:
          'rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels rekognition:DetectText',
      },
    ],
  },
  RekognitionFacesManagementPolicy: {
    parameters: 'CollectionId',
    statements: [
      {
        actions:
          'rekognition:IndexFaces rekognition:DeleteFaces rekognition:SearchFaces rekognition:SearchFacesByImage rekognition:ListFaces',
        resource: 'arn:*:rekognition:*:*:collection/{collectionId}',
      },
    ],
  },
  RekognitionFacesPolicy: {
    parameters: '',
    statements: [{ actions: 'rekognition:CompareFaces rekognition:DetectFaces' }],
  },
  RekognitionLabelsPolicy: {
    parameters: '',
    statements: [{ actions: 'rekognition:DetectLabels rekognition:DetectModerationLabels' }],
  },
  RekognitionNoDataAccessPolicy: {
    parameters: 'CollectionId',
    statements: [
      {
        actions:
          'rekognition:CompareFaces rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels',
        resource: 'arn:*:rekognition:*:*:collection/{collectionId}',
      },
    ],
  },
  RekognitionReadPolicy: {
    parameters: 'CollectionId',
    statements: [
      {
        actions:
          'rekognition:ListCollections rekognition:ListFaces rekognition:SearchFaces rekognition:SearchFacesByImage',
        resource: 'arn:*:rekognition:*:*:collection/{collectionId}',
      },
    ],
  },
  RekognitionWriteOnlyAccessPolicy: {
    parameters: 'CollectionId',
    statements: [
      {
        actions: 'rekognition:CreateCollection rekognition:IndexFaces',
        resource: 'arn:*:rekognition:*:*:collection/{collectionId}',
      },
    ],
  },
  TextractDetectAnalyzePolicy: {
    parameters: '',
    statements: [
      {
        actions:
          'textract:DetectDocumentText textract:StartDocumentTextDetection textract:StartDocumentAnalysis textract:AnalyzeDocument',
      },
    ],
  },
  TextractGetResultPolicy: {
    parameters: '',
    statements: [{ actions: 'textract:GetDocumentTextDetection textract:GetDocumentAnalysis' }],
  },
  TextractPolicy: {
    parameters: '',
    statements: [{ actions: 'textract:*' }],
  },
};
