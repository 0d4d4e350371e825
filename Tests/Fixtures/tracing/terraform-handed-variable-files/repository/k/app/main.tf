terraform {}

variable "environment_k" {
  default = "test"
}

variable "retention_k" {
  default = 7
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment_k
  retention_in_days = var.retention_k
}
