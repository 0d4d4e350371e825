include "root" {
  path = find_in_parent_folders("root.hcl")
}

include "envcommon" {
  path           = "${dirname(find_in_parent_folders("root.hcl"))}/_envcommon/orders.hcl"
  merge_strategy = "deep"
}

# The Christmas of 2024 needed this much.
inputs = {
  instance_class = "db.r6g.2xlarge"
}
