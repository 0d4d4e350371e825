terraform {}

variable "replicas" {
  default = 2
}

variable "ports" {
  default = [9100, 9101]
}

resource "kubernetes_deployment" "web" {
  metadata {
    name = "web"

    labels = {
      app = "web-app"
    }
  }

  spec {
    replicas = var.replicas

    template {
      spec {
        container {
          name  = "web"
          image = "web:1"

          port {
            container_port = 8080
          }

          resources {
            limits = {
              memory = "512Mi"
            }
          }
        }

        container {
          name  = "sidecar"
          image = "sidecar:1"

          dynamic "port" {
            for_each = var.ports
            content {
              container_port = port.value
            }
          }

          env {
            name  = "LEVEL"
            value = "debug"
          }
        }
      }
    }
  }
}

variable "which" {}

locals {
  pod        = kubernetes_deployment.web.spec[0].template[0].spec[0]
  containers = kubernetes_deployment.web.spec[0].template[0].spec[0].container
}

resource "kubernetes_service" "web" {
  metadata {
    name = kubernetes_deployment.web.metadata[0].name
  }

  spec {
    selector = kubernetes_deployment.web.metadata.0.labels

    port {
      target_port = kubernetes_deployment.web.spec[0].template[0].spec[0].container[0].port[0].container_port
    }

    # One block may be one object.
    type = kubernetes_deployment.web.spec.replicas > 3 ? "LoadBalancer" : "NodePort"
  }
}

resource "kubernetes_service" "sidecar" {
  spec {
    port {
      # Which there are of a dynamic block is known, but not in which place the provider keeps them.
      target_port = local.containers[1].port[0].container_port
    }
  }
}

resource "kubernetes_config_map" "names" {
  data = {
    images  = join(",", [for container in local.containers : container.image])
    names   = join(",", kubernetes_deployment.web.spec[0].template[0].spec[0].container[*].name)
    any     = local.containers[var.which].resources[0].limits.memory
    uid     = kubernetes_deployment.web.metadata[0].uid
    level   = local.pod.container[1].env[0].value
    quoted  = jsonencode(local.pod.container[0].resources[0].limits)
    outside = try(local.containers[5].image, "none")
  }
}
