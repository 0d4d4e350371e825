internal import Settings

/// Kinds whose sizes stand elsewhere than in the containers of a pod template.
enum ObjectLayouts {
    /// The built-in kinds.
    static let builtIn: [ObjectLayout] = table.split(separator: "\n").flatMap(layouts)

    /// Data, a line for each kind or for several with the same paths.
    ///
    /// A line is `group Kind,Kind path path`. `-` is the core group, `{a,b}` stands for either, `[*]` for every item, `<claim>` for the
    /// storage of a claim and `<pod>` for the resources of a pod's containers.
    private static let table = """
        autoscaling HorizontalPodAutoscaler spec.minReplicas spec.maxReplicas
        keda.sh ScaledObject spec.minReplicaCount spec.maxReplicaCount
        autoscaling.k8s.io VerticalPodAutoscaler spec.resourcePolicy.containerPolicies[*].{minAllowed,maxAllowed}
        policy PodDisruptionBudget spec.minAvailable spec.maxUnavailable
        - PersistentVolumeClaim spec.<claim>
        apps StatefulSet spec.volumeClaimTemplates[*].spec.<claim>
        - ResourceQuota spec.hard
        - LimitRange spec.limits[*].{default,defaultRequest,max,min}
        serving.knative.dev Service spec.template.spec.<pod>
        argoproj.io WorkflowTemplate spec.templates[*].{container,script}.resources
        argoproj.io CronWorkflow spec.workflowSpec.templates[*].{container,script}.resources
        karpenter.sh NodePool spec.limits
        cluster.x-k8s.io MachineDeployment,MachinePool spec.replicas

        postgresql.cnpg.io Cluster spec.instances spec.resources spec.{storage,walStorage}.size spec.tablespaces[*].storage.size
        postgresql.cnpg.io Pooler spec.instances spec.template.spec.<pod>
        acid.zalan.do postgresql spec.numberOfInstances spec.resources spec.volume.size spec.sidecars[*].resources
        postgres-operator.crunchydata.com PostgresCluster spec.instances[*].{replicas,resources} spec.instances[*].{dataVolumeClaimSpec,walVolumeClaimSpec}.<claim> spec.proxy.pgBouncer.{replicas,resources}
        k8s.mariadb.com MariaDB spec.replicas spec.resources spec.storage.size spec.maxScale.{replicas,resources} spec.galera.agent.resources
        mysql.oracle.com InnoDBCluster spec.instances spec.router.instances spec.datadirVolumeClaimTemplate.<claim> spec.podSpec.<pod>
        pxc.percona.com PerconaXtraDBCluster spec.{pxc,haproxy,proxysql}.{size,resources} spec.{pxc,haproxy,proxysql}.volumeSpec.persistentVolumeClaim.<claim>
        psmdb.percona.com PerconaServerMongoDB spec.replsets[*].{size,resources} spec.replsets[*].volumeSpec.persistentVolumeClaim.<claim> spec.sharding.{mongos,configsvrReplSet}.{size,resources}
        mongodbcommunity.mongodb.com MongoDBCommunity spec.members spec.statefulSet.spec.template.spec.<pod> spec.statefulSet.spec.volumeClaimTemplates[*].spec.<claim>
        dragonflydb.io Dragonfly spec.replicas spec.resources spec.snapshot.persistentVolumeClaimSpec.<claim>
        databases.spotahome.com RedisFailover spec.{redis,sentinel}.{replicas,resources} spec.redis.storage.persistentVolumeClaim.spec.<claim>
        redis.redis.opstreelabs.in Redis,RedisReplication,RedisCluster,RedisSentinel spec.clusterSize spec.kubernetesConfig.resources spec.storage.volumeClaimTemplate.spec.<claim>
        elasticsearch.k8s.elastic.co Elasticsearch spec.nodeSets[*].count spec.nodeSets[*].podTemplate.spec.<pod> spec.nodeSets[*].volumeClaimTemplates[*].spec.<claim>
        kibana.k8s.elastic.co Kibana spec.count spec.podTemplate.spec.<pod>
        apm.k8s.elastic.co ApmServer spec.count spec.podTemplate.spec.<pod>
        logstash.k8s.elastic.co Logstash spec.count spec.podTemplate.spec.<pod> spec.volumeClaimTemplates[*].spec.<claim>
        opensearch.opster.io OpenSearchCluster spec.nodePools[*].{replicas,resources,diskSize} spec.dashboards.{replicas,resources}
        clickhouse.altinity.com ClickHouseInstallation spec.configuration.clusters[*].layout.{shardsCount,replicasCount} spec.templates.podTemplates[*].spec.<pod> spec.templates.volumeClaimTemplates[*].spec.<claim>
        cassandra.datastax.com CassandraDatacenter spec.size spec.resources spec.storageConfig.cassandraDataVolumeClaimSpec.<claim>

        kafka.strimzi.io Kafka spec.{kafka,zookeeper}.{replicas,resources} spec.{kafka,zookeeper}.storage.size spec.{kafka,zookeeper}.storage.volumes[*].size spec.{kafka,zookeeper}.jvmOptions.{-Xms,-Xmx} spec.entityOperator.{topicOperator,userOperator,tlsSidecar}.resources spec.{kafkaExporter,cruiseControl}.resources
        kafka.strimzi.io KafkaNodePool spec.replicas spec.resources spec.storage.size spec.storage.volumes[*].size spec.jvmOptions.{-Xms,-Xmx}
        kafka.strimzi.io KafkaConnect,KafkaBridge,KafkaMirrorMaker,KafkaMirrorMaker2 spec.replicas spec.resources spec.jvmOptions.{-Xms,-Xmx}
        rabbitmq.com RabbitmqCluster spec.replicas spec.resources spec.persistence.storage
        flink.apache.org FlinkDeployment spec.{jobManager,taskManager}.{replicas,resource}
        sparkoperator.k8s.io SparkApplication spec.{driver,executor}.{cores,coreRequest,coreLimit,memory,memoryOverhead,instances}
        ray.io RayCluster spec.workerGroupSpecs[*].{replicas,minReplicas,maxReplicas} spec.headGroupSpec.template.spec.<pod> spec.workerGroupSpecs[*].template.spec.<pod>

        monitoring.coreos.com Prometheus,PrometheusAgent,Alertmanager,ThanosRuler spec.replicas spec.shards spec.resources spec.retentionSize spec.thanos.resources spec.<pod> spec.storage.volumeClaimTemplate.spec.<claim>
        operator.victoriametrics.com VMSingle spec.resources spec.storage.<claim>
        operator.victoriametrics.com VMCluster spec.{vmstorage,vmselect,vminsert}.{replicaCount,resources} spec.{vmstorage,vmselect}.storage.volumeClaimTemplate.spec.<claim>
        operator.victoriametrics.com VMAgent,VMAlert,VMAlertmanager,VMAuth spec.replicaCount spec.shardCount spec.resources
        grafana.integreatly.org Grafana spec.deployment.spec.replicas spec.deployment.spec.template.spec.<pod> spec.persistentVolumeClaim.spec.<claim>
        tempo.grafana.com TempoStack spec.storageSize spec.resources.total
        opentelemetry.io OpenTelemetryCollector spec.replicas spec.resources spec.autoscaler.{minReplicas,maxReplicas}
        jaegertracing.io Jaeger spec.{collector,query,ingester}.{replicas,minReplicas,maxReplicas,resources}

        ceph.rook.io CephCluster spec.{mon,mgr}.count spec.resources spec.storage.storageClassDeviceSets[*].{count,resources} spec.storage.storageClassDeviceSets[*].volumeClaimTemplates[*].spec.<claim>
        ceph.rook.io CephFilesystem spec.metadataServer.{activeCount,resources}
        ceph.rook.io CephObjectStore spec.gateway.{instances,resources}
        minio.min.io Tenant spec.pools[*].{servers,volumesPerServer,resources} spec.pools[*].volumeClaimTemplate.spec.<claim>
        vault.banzaicloud.com Vault spec.size spec.resources
        k8s.keycloak.org Keycloak spec.instances spec.resources
        """

    private static func layouts(_ line: Substring) -> [ObjectLayout] {
        let words = line.split(separator: " ")
        guard words.count > 2 else { return [] }
        let paths = words.dropFirst(2).flatMap { expanded(String($0)) }
        return words[1].split(separator: ",").map { kind in
            ObjectLayout(kind: String(kind), group: words[0] == "-" ? "" : String(words[0]), paths: paths)
        }
    }

    /// A path with its short forms written out.
    private static func expanded(_ path: String) -> [String] {
        let path = path.replacing("<claim>", with: "resources.requests.storage")
            .replacing("<pod>", with: "{containers,initContainers}[*].resources")
        guard let open = path.firstIndex(of: "{"), let close = path[open...].firstIndex(of: "}") else {
            return [path]
        }
        let (before, after) = (path[..<open], path[path.index(after: close)...])
        let choices = path[path.index(after: open)..<close].split(separator: ",")
        return choices.flatMap { expanded("\(before)\($0)\(after)") }
    }
}
