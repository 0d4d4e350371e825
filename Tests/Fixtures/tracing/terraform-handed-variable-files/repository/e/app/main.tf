terraform {}

variable "environment_e" {
  default = "test"
}

variable "retention_e" {
  default = 7
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment_e
  retention_in_days = var.retention_e
}
