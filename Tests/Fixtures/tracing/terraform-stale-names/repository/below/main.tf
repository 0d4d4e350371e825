terraform {}

variable "size" { default = "t3.micro" }
variable "workers" { default = 1 }
variable "disk" { default = 10 }

resource "aws_instance" "web" {
  instance_type = var.size
}

resource "aws_ecs_service" "web" {
  desired_count = var.workers
}
