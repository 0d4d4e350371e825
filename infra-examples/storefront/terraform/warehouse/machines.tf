resource "aws_instance" "receiving" {
  ami           = var.ami
  instance_type = local.receiving_type
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-receiving" }
}

resource "aws_instance" "station" {
  for_each = var.stations

  ami           = var.ami
  instance_type = each.value.type
  subnet_id     = var.subnet_ids[0]

  root_block_device {
    volume_size = each.value.disk_gb
  }

  tags = { Name = "${local.name}-${each.key}" }
}

resource "aws_instance" "conveyor" {
  ami           = var.ami
  instance_type = var.conveyor_type
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-conveyor" }
}

resource "aws_instance" "scanner" {
  ami           = var.ami
  instance_type = var.scanner_type
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-scanner" }
}

resource "aws_instance" "sorter" {
  ami           = var.ami
  instance_type = lookup(local.sizes, "sorter", local.small)
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-sorter" }
}

resource "aws_instance" "scale" {
  ami           = var.ami
  instance_type = try(local.sizes.scale.type, local.small)
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-scale" }
}

resource "aws_instance" "forklift" {
  ami           = var.ami
  instance_type = coalesce(var.forklift_type, local.small)
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-forklift" }
}

resource "aws_instance" "fleet" {
  for_each = local.fleet.machines

  ami           = var.ami
  instance_type = each.value.type
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-${each.key}" }
}

resource "aws_instance" "vendor" {
  for_each = local.machines

  ami           = var.ami
  instance_type = each.value.type
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-${each.key}" }
}

# Renamed when the second gateway went away; production may still know the old name.
moved {
  from = aws_instance.gateway_a
  to   = aws_instance.gateway
}

resource "aws_instance" "gateway" {
  ami           = var.ami
  instance_type = "m5.2xlarge"
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-gateway" }
}

# Whose size is not ours to change, or not known here ------------------------------

data "aws_ssm_parameter" "kiosk_type" {
  name = "/warehouse/kiosk/type"
}

resource "aws_instance" "kiosk" {
  ami           = var.ami
  instance_type = data.aws_ssm_parameter.kiosk_type.value
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-kiosk" }
}

resource "aws_instance" "lift" {
  ami           = var.ami
  instance_type = var.lift_type
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-lift" }
}

resource "aws_launch_template" "agent" {
  for_each = toset(local.agents[*].type)

  name_prefix   = "${local.name}-agent-"
  image_id      = var.ami
  instance_type = each.value
}

resource "aws_instance" "agent" {
  for_each = { for agent in local.agents : agent.name => agent }

  ami           = var.ami
  instance_type = each.value.type

  launch_template {
    id = aws_launch_template.agent[each.value.type].id
  }

  tags = { Name = "${local.name}-agent-${each.key}" }
}
