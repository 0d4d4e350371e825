data "aws_iam_role" "functions" {
  name = "${local.name}-functions"
}

resource "aws_lambda_function" "this" {
  for_each = var.functions

  function_name = "${local.name}-${each.key}"
  role          = data.aws_iam_role.functions.arn
  runtime       = "python3.12"
  handler       = each.value.handler
  memory_size   = each.value.memory  # MB
  timeout       = each.value.timeout # seconds
  s3_bucket     = "storefront-artefacts"
  s3_key        = "functions/${each.key}.zip"
}
