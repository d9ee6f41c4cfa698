using AppHost;
using AppHost.Infrastructure;

var builder = DistributedApplication.CreateBuilder(args);

// Containers where a runtime answers, local processes otherwise: --infrastructure containers|processes, --data persistent|ephemeral.
var infrastructure = builder.AddInfrastructure();

var patients = infrastructure.AddPostgres(ResourceNames.Postgres, ResourceNames.PatientsDatabase);
var redis = infrastructure.AddRedis(ResourceNames.Redis);

// Signs the cursors of lists: the same in every replica and after every restart, or a reader would lose the place.
var cursorKey = infrastructure.AddSecret("cursor-key");

var replicas = builder.Configuration.GetReplicas("PatientApi");
var api = builder.AddProject<Projects.PatientApi>(ResourceNames.PatientApi)
    .WithReference(patients, ResourceNames.PatientsDatabase)
    .WaitFor(patients)
    .WithEnvironment("Paging__CursorKey", cursorKey)
    .WithReplicas(replicas)
    .WithSharedConnections("database", replicas)
    .WithResilienceSettings(builder.Configuration)
    .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "http")
    .WithHttpProbe(ProbeType.Readiness, "/health", endpointName: "http")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Patient API");

builder.AddProject<Projects.PatientGateway>(ResourceNames.PatientGateway)
    .WithExternalHttpEndpoints()
    .WithReference(api)
    .WaitFor(api)
    .WithReference(redis)
    .WithResilienceSettings(builder.Configuration)
    .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "http")
    .WithHttpProbe(ProbeType.Readiness, "/health", endpointName: "http")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Gateway");

builder.Build().Run();
