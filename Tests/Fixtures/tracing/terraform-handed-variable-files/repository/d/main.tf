terraform {}

variable "replicas" {
  default = 2
}

resource "aws_ecs_service" "web" {
  desired_count = var.replicas
}
