terraform {}

variable "stage" {
  default = "test"
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.stage
  retention_in_days = 7
}
