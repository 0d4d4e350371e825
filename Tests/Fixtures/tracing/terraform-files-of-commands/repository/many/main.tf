terraform {}

variable "size" {
  default = "t3.micro"
}

variable "number" {
  default = 1
}

resource "aws_instance" "this" {
  instance_type = var.size
}

resource "aws_ecs_service" "this" {
  desired_count = var.number
}
