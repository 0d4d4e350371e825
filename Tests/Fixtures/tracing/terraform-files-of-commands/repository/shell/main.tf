terraform {}

variable "class" {
  default = "t3.micro"
}

variable "amount" {
  default = 1
}

resource "aws_instance" "this" {
  instance_type = var.class
}

resource "aws_ecs_service" "this" {
  desired_count = var.amount
}
