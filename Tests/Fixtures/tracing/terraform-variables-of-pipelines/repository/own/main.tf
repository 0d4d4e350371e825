terraform {}

variable "environment" {
  default = "prod"
}

variable "retention" {
  default = 7
}

variable "size" {
  default = "t3.small"
}

resource "aws_cloudwatch_log_group" "logs" {
  name              = var.environment
  retention_in_days = var.retention
}

resource "aws_instance" "web" {
  instance_type = var.size
}
