terraform {}

variable "sizes" {
  default = { a = "t3.small", b = "t3.large" }
}

variable "is_on" {}

resource "aws_instance" "one" {
  count         = 1
  instance_type = "t3.micro"
  tags          = { Name = "one" }
}

resource "aws_instance" "two" {
  count         = 2
  instance_type = "t3.medium"
  ebs_optimized = count.index == 0
}

resource "aws_instance" "keyed" {
  for_each      = toset(["a", "b"])
  instance_type = "t3.xlarge"
}

resource "aws_instance" "each" {
  for_each      = var.sizes
  instance_type = each.value
}

resource "aws_instance" "mixed" {
  for_each      = var.sizes
  instance_type = each.key == "a" ? "t3.nano" : null
}

resource "aws_instance" "perhaps" {
  count         = var.is_on ? 1 : 0
  instance_type = "t3.2xlarge"
}

resource "aws_instance" "uncounted" {
  count         = length(data.aws_availability_zones.all.names)
  instance_type = "c5.large"
}

resource "aws_instance" "none" {
  count         = 0
  instance_type = "c5.xlarge"
}

data "aws_availability_zones" "all" {}

resource "aws_ecs_service" "scaled" {
  count         = 1
  desired_count = 3

  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_ecs_service" "unset" {
  count = 2
  name  = "unset"

  lifecycle {
    ignore_changes = [desired_count]
  }
}

moved {
  from = aws_instance.before
  to   = aws_instance.one
}

module "remote" {
  source        = "git::https://example.org/module.git"
  count         = 2
  instance_type = "m5.large"
}

module "local" {
  source = "./m"
  count  = 1
}

module "several" {
  source   = "./m"
  for_each = { x = "m5.large", y = "m5.xlarge" }
  size     = each.value
}

resource "aws_ssm_parameter" "path" {
  for_each = toset(["/web/users"])
  tier     = "Standard"
  name     = each.key
}

# What is deployed may be anything else.
resource "aws_ssm_parameter" "days" {
  value = 7

  lifecycle {
    ignore_changes = [value]
  }
}

resource "aws_cloudwatch_log_group" "follows" {
  retention_in_days = aws_ssm_parameter.days.value
}
