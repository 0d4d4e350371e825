terraform {}

variable "environment_c" {
  default = "test"
}

variable "retention_c" {
  default = 7
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment_c
  retention_in_days = var.retention_c
}
