terraform {}

variable "env" {}
variable "workers" { default = 1 }

resource "aws_ecs_service" "this" {
  name          = var.env
  desired_count = var.workers
}
