terraform {}

variable "environment_b" {
  default = "test"
}

variable "retention_b" {
  default = 7
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment_b
  retention_in_days = var.retention_b
}
