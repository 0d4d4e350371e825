terraform {}

resource "random_id" "r" {}

variable "sizes" {
  default = { cpu = 1024, memory = 2048 }
}

variable "is_large" {}

variable "keys" {
  default = { a = "prod", b = "beta" }
}

locals {
  direct = { name = random_id.r.hex, cpu = 1 }
  nested = { a = { name = random_id.r.hex, cpu = 2 } }
  inner  = local.nested["a"]
  merged = merge(var.sizes, { name = random_id.r.hex })
  list   = [random_id.r.hex, 5]
  made   = { for key, size in { x = 6, y = 7 } : key => { name = "${key}-${random_id.r.hex}", size = size } }
  app    = basename(abspath(path.module))
  mixed = {
    name   = "${local.app}-${local.word}"
    chosen = var.is_large ? local.large : 8
    tried  = try(random_id.r.tags["a"], local.word)
    sum    = local.large + var.outside
    cpu    = 9
    listed = var.keys[var.which]
    filled = coalesce(var.outside, local.large)
    gone   = [for id in data.aws_ids.all.ids : "${id}-${local.word}"]
  }
  word  = "word"
  large = 10
  zones = { for key, type in local.types : key => data.aws_offerings.s[key].locations }
  types = { a = "x1", b = "y1" }
}

variable "outside" {}

variable "which" {}

data "aws_ids" "all" {}

data "aws_offerings" "s" {
  for_each = local.types

  filter {
    values = [each.value]
  }
}

resource "aws_task" "direct" {
  cpu = local.direct.cpu
}

resource "aws_lb" "direct" {
  name = local.direct.name
}

resource "aws_task" "inner" {
  cpu = local.inner.cpu
}

resource "aws_lb" "inner" {
  name = local.inner.name
}

resource "aws_task" "merged" {
  cpu = local.merged.cpu
}

resource "aws_lb" "merged" {
  name = local.merged.name
}

resource "aws_group" "list" {
  name     = local.list[0]
  max_size = local.list[1]
}

resource "aws_lb" "made" {
  for_each = local.made
  name     = each.value.name
}

resource "aws_group" "made" {
  for_each = local.made
  max_size = each.value.size
}

# What a member is made of, it follows.
resource "aws_lb" "mixed" {
  name   = local.mixed.name
  size   = local.mixed.chosen
  tags   = { tried = local.mixed.tried }
  ids    = local.mixed.gone
  weight = local.mixed.sum
  prefix = local.mixed.listed
  port   = local.mixed.filled
}

resource "aws_task" "mixed" {
  cpu = local.mixed.cpu
}

resource "aws_group" "mixed" {
  name     = local.word
  max_size = local.large
}

# Keys and conditions choose.
variable "key" {
  default = "a"
}

resource "aws_lb" "keyed" {
  name = local.nested[var.key].name
}

resource "aws_task" "keyed" {
  key = var.key
}

# One key of many.
resource "aws_template" "t" {
  for_each      = local.types
  instance_type = each.value
}

resource "aws_group" "zones" {
  for_each = local.types
  zones    = local.zones[each.key]
}

# Through modules.
module "typed" {
  source = "./typed"
  config = { name = random_id.r.hex, cpu = 11 }
}

locals {
  environments = { prod = module.env }
}

module "env" {
  source = "./env"
  app    = local.app
}

resource "aws_task" "env" {
  cpu = local.environments["prod"].service.cpu
}

resource "aws_lb" "env" {
  name = local.environments["prod"].service.name
}

# Of several resources, whichever way they come.
resource "aws_volume" "d" {
  for_each = { a = { type = "gp3", size = 25 }, b = { type = "gp2", size = 26 } }
  type     = each.value.type
  size     = each.value.size
}

output "ids" {
  value = { for volume in values(aws_volume.d)[*] : volume.type => volume.id }
}

resource "aws_function" "f" {
  name        = "f"
  memory_size = 2000
}

locals {
  function = aws_function.f
}

resource "aws_policy" "f" {
  splat  = local.function[*].arn
  policy = <<-EOT
    { "Resource": ["${local.function.arn}"] }
  EOT
}

resource "aws_policy" "sizes" {
  sizes = local.function[*].memory_size
}

# An element that is not known is any of them, and of each what is asked for.
variable "regions" {
  default = {
    eu = { size = 20, name = "eu" }
    us = { size = 21, name = "us" }
  }
}

locals {
  region = { size = var.regions[var.which].size, count = 22 }
}

resource "aws_group" "region" {
  max_size = local.region.size
  min_size = local.region.count
  name     = var.regions["eu"].name
  size     = var.regions["us"].size
}

locals {
  somewhere = var.regions[var.which]
  either    = var.is_large ? local.somewhere : var.regions["us"]
}

resource "aws_group" "somewhere" {
  name     = local.somewhere.name
  max_size = local.either.size
  labels   = { name = local.either.name }
}

locals {
  zone_names = { (data.aws_ids.all.first) = "primary", other = "secondary" }
  by_zone    = { for name, zone in { p = data.aws_ids.all.first, s = "" } : zone => name if zone != "" }
  subnets    = { primary = random_id.r.hex, secondary = "s2" }
  placed = {
    for key, type in local.types : key => [
      for zone in try(data.aws_offerings.s[key].locations, []) :
      lookup(local.zone_names, zone, "") != lookup(local.by_zone, zone, "") ? local.subnets[local.zone_names[zone]] : null
    ]
  }
}

resource "aws_group" "placed" {
  for_each = local.types
  zones    = length(try(local.placed[each.key], [])) > 0 ? [for s in local.placed[each.key] : s if s != null] : []
}

# The whole of it takes all.
output "all" {
  value = jsonencode(local.direct)
}

# What functions make of computed attributes follows those, and not what the resources are asked for.
resource "aws_instance" "named" {
  count         = 2
  instance_type = "m7g.large"
  user_data     = "echo ${count.index}"
}

resource "aws_resourcegroups_group" "flat" {
  name        = "flat"
  description = join(",", flatten([[for one in aws_instance.named : one.arn], aws_instance.named[*].id]))
  members     = flatten([[for one in aws_instance.named : one.arn]])
  types       = join(",", [for one in aws_instance.named : "${one.instance_type}-${one.arn}"])
}
