terraform {}

variable "workers" { default = 1 }
variable "class" { default = "db.t3.micro" }

resource "aws_ecs_service" "this" {
  desired_count = var.workers
}

resource "aws_db_instance" "this" {
  instance_class = var.class
}
