# One template for each type that a group above names: the strings are the same, the tokens are not.
resource "google_compute_instance_template" "agent" {
  for_each     = toset(["n2d-highcpu-16", "c2d-highcpu-8"])
  name_prefix  = "agent-"
  machine_type = each.value

  disk {
    disk_size_gb = 30
  }
}

resource "google_compute_region_autoscaler" "agents" {
  for_each = local.groups
  region   = each.value.region
  target   = google_compute_region_instance_group_manager.agents[each.key].id

  autoscaling_policy {
    max_replicas = each.value.count
  }
}

resource "google_compute_region_instance_group_manager" "agents" {
  for_each = local.groups
  name     = "agents-${each.key}"

  version {
    instance_template = google_compute_instance_template.agent[each.value.instance_type].id
  }
}

# Here the type of the template is what a group says.
resource "google_compute_instance" "probe" {
  for_each     = local.groups
  name         = "probe-${each.key}"
  machine_type = google_compute_instance_template.agent[each.value.instance_type].machine_type
}

# Keys made of the sizes that they stand for.
resource "google_compute_disk" "scratch" {
  for_each = { for size in [100, 500] : "scratch-${size}" => size }
  size     = each.value
}

# One list for both: a token renames the template that it is the key of, and the machine follows.
locals {
  workers = [
    { name = "index", type = "c5.xlarge" },
    { name = "fetch", type = "c5.large" },
  ]
}

resource "aws_launch_template" "worker" {
  for_each      = toset(local.workers[*].type)
  instance_type = each.value
}

resource "aws_instance" "worker" {
  for_each      = { for worker in local.workers : worker.name => worker }
  instance_type = each.value.type
}
