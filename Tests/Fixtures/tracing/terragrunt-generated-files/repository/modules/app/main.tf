resource "aws_ecs_service" "app" {
  desired_count = try({ prod = 6 }[var.env], 1)
}

resource "aws_ecs_service" "worker" {
  desired_count = var.env == "prod" ? 4 : 2
}

resource "aws_ecs_service" "job" {
  desired_count = local.tasks
}

resource "aws_ecs_task_definition" "app" {
  memory = var.memory
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "app-${var.env}"
  retention_in_days = local.days
}
