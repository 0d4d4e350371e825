module "hall" {
  source   = "../modules/hall"
  for_each = var.halls

  name       = "${local.name}-${each.key}"
  ami        = var.ami
  controller = each.value.controller
  subnet_id  = var.subnet_ids[0]
}

resource "aws_instance" "picker" {
  for_each = local.pickers

  ami           = var.ami
  instance_type = local.picker_types[each.value.line]
  subnet_id     = var.subnet_ids[1]

  tags = { Name = "${local.name}-picker-${each.key}" }
}

resource "aws_instance" "camera" {
  for_each = { for camera in local.cameras : camera.key => camera }

  ami           = var.ami
  instance_type = each.value.type
  subnet_id     = var.subnet_ids[1]

  tags = { Name = "${local.name}-camera-${each.key}" }
}
