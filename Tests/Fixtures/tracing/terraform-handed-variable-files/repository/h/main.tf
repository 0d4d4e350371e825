terraform {}

variable "environment_h" {
  default = "test"
}

variable "retention_h" {
  default = 7
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment_h
  retention_in_days = var.retention_h
}
