terraform {}

variable "environment_f" {
  default = "test"
}

variable "retention_f" {
  default = 7
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment_f
  retention_in_days = var.retention_f
}
