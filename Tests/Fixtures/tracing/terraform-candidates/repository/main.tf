terraform {}

variable "environment" {}

data "aws_ids" "all" {}

locals {
  apps = {
    api = { cpu = 256, memory = 512, environments = ["dev"], port = 1, has_database = true, buckets = [{ name = "b1", days = 30 }] }
    web = { cpu = 257, memory = 513, environments = ["prod"], port = 2, has_database = false, buckets = [{ name = "b2", days = 31 }, { name = "b3", days = 32 }] }
  }

  # Which of them there are is known to production alone; what they are made of is not.
  here  = [for name, app in local.apps : merge(app, { name = name }) if contains(app.environments, var.environment)]
  named = { for name, app in local.apps : name => app if contains(app.environments, var.environment) }
  keyed = { for name, app in local.apps : "${name}-${var.environment}" => app }
  pairs = flatten([for name, app in local.named : [for bucket in app.buckets : { app = name, bucket = bucket.name, days = bucket.days }]])
  all   = concat([{ cpu = 258, memory = 514, port = 3 }], local.here)
  cron  = { cpu = 259, memory = 515 }
  more  = merge({ cron = local.cron }, local.named)
  other = { (var.environment) = { size = 60, tier = 61 }, fallback = { size = 62, tier = 63 } }
}

# Each token is asked for here.
resource "aws_asked" "api" {
  cpu          = local.apps.api.cpu
  memory       = local.apps.api.memory
  environments = local.apps.api.environments[0]
  port         = local.apps.api.port
  has_database = local.apps.api.has_database
  bucket       = local.apps.api.buckets[0].name
  days         = local.apps.api.buckets[0].days
}

resource "aws_asked" "web" {
  cpu = local.apps["web"].cpu
}

resource "aws_asked" "first" {
  cpu    = local.all[0].cpu
  memory = local.all[0].memory
}

resource "aws_asked" "other" {
  size = local.other.fallback.size
}

resource "aws_list" "first" {
  cpu    = local.here[0].cpu
  memory = local.here[*].memory
  ports  = [for app in local.here : app.port]
  tried  = try(local.here[3].cpu, 5)
  count_ = length(local.here)
  name   = one(local.here).name
}

resource "aws_anytrue" "here" {
  has_database = anytrue([for app in local.here : app.has_database])
}

resource "aws_map" "one" {
  cpu    = local.named["api"].cpu
  memory = values(local.named)[0].memory
  names  = keys(local.named)
  looked = lookup(local.named, "web", { cpu = 6 }).cpu
}

resource "aws_keyed" "one" {
  cpu = local.keyed["api-dev"].cpu
}

resource "aws_each" "named" {
  for_each = local.named
  name     = each.key
  cpu      = each.value.cpu
}

resource "aws_pair" "flat" {
  for_each = { for pair in local.pairs : "${pair.app}-${pair.bucket}" => pair }
  bucket   = each.value.bucket
  days     = each.value.days
}

resource "aws_more" "more" {
  cpu    = local.more["api"].cpu
  memory = local.more["cron"].memory
}

resource "aws_other" "other" {
  size = local.other[var.environment].size
}

resource "aws_set" "names" {
  for_each = toset([for app in local.here : app.name])
  name     = each.value
}

# Through the type of a variable, whose defaults fill in what is left out.
module "typed" {
  source = "./typed"
  apps   = [for app in [{ name = "a", cpu = 70 }, { name = "b" }] : app if app.name == var.environment]
}

module "known" {
  source = "./typed"
  apps   = [{ name = "k" }]
}

# A module of which there may be any number.
module "env" {
  source   = "./env"
  for_each = toset(data.aws_ids.all.ids)
  cpu      = local.sizes.cpu
  memory   = local.sizes.memory
}

locals {
  sizes = { cpu = 80, memory = 81, type = "m7g.large", disk = 90, small = 100, large = 102 }
}

resource "aws_asked" "sizes" {
  cpu    = local.sizes.cpu
  type   = local.sizes.type
  disk   = local.sizes.disk
  small  = local.sizes.small
  large  = local.sizes.large
  cron   = local.cron.cpu
  memory = local.cron.memory
}

resource "aws_env" "some" {
  cpu    = module.env["x"].cpu
  memory = [for env in module.env : env.memory]
}

# What a list of unknown things becomes that is written out in full.
locals {
  instances = [for id in data.aws_ids.all.ids : { name = id, type = local.sizes.type, disk = local.sizes.disk }]
}

resource "aws_instance" "some" {
  instance_type = local.instances[0].type
  disk          = length(local.instances) > 0 ? local.instances[0].disk : 91
}

# It is in the way in which the list was chosen, too.
variable "is_large" {}

locals {
  chosen = var.is_large ? [{ size = local.sizes.small, tier = 101 }] : [{ size = local.sizes.large, tier = 103 }, { size = 104, tier = 105 }]
}

resource "aws_chosen" "all" {
  size = local.chosen[0].size
  tier = [for one in local.chosen : one.tier]
}
