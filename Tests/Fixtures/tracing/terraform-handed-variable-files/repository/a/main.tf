terraform {}

variable "environment_a" {
  default = "test"
}

variable "retention_a" {
  default = 7
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment_a
  retention_in_days = var.retention_a
}
