terraform {}

variable "environment_i" {
  default = "test"
}

variable "retention_i" {
  default = 7
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment_i
  retention_in_days = var.retention_i
}
