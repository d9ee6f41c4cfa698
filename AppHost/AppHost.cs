using AppHost;
using AppHost.Infrastructure;

var builder = DistributedApplication.CreateBuilder(args);

// Containers where a runtime answers, local processes otherwise: --infrastructure containers|processes, --data persistent|ephemeral.
var infrastructure = builder.AddInfrastructure();

var patients = infrastructure.AddPostgres(ResourceNames.Postgres, ResourceNames.PatientsDatabase);
var redis = infrastructure.AddRedis(ResourceNames.Redis);

// Signs the cursors of lists: the same in every replica and after every restart, or a reader would lose the place.
var cursorKey = infrastructure.AddSecret("cursor-key");

// A role that can only SELECT, for the instance the gateway reads from when the API is away.
var reader = new DatabaseReader(patients, "patients_reader", infrastructure.AddSecret("patients-reader-password"));

var replicas = builder.Configuration.GetReplicas("PatientApi");
var api = builder.AddProject<Projects.PatientApi>(ResourceNames.PatientApi)
    .WithReference(patients, ResourceNames.PatientsDatabase)
    .WaitFor(patients)
    .WithReader(reader)
    .WithEnvironment("Paging__CursorKey", cursorKey)
    .WithReplicas(replicas)
    .WithSharedConnections("database", replicas + 1)
    .WithResilienceSettings(builder.Configuration)
    .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "http")
    .WithHttpProbe(ProbeType.Readiness, "/health", endpointName: "http")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Patient API");

var readOnlyApi = builder.AddProject<Projects.PatientApi>(ResourceNames.PatientApiReadOnly, launchProfileName: "read-only")
    .WithReadOnlyReference(reader, ResourceNames.PatientsDatabase)
    .WaitFor(api)
    .WithEnvironment("Paging__CursorKey", cursorKey)
    .WithSharedConnections("database", replicas + 1)
    .WithResilienceSettings(builder.Configuration)
    .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "http")
    .WithHttpProbe(ProbeType.Readiness, "/health", endpointName: "http")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Patient API, read-only");

builder.AddProject<Projects.PatientGateway>(ResourceNames.PatientGateway)
    .WithExternalHttpEndpoints()
    .WithReference(api)
    .WaitFor(api)
    .WithReference(readOnlyApi)
    .WithReference(redis)
    .WithPayloadEncryption(infrastructure)
    .WithResilienceSettings(builder.Configuration)
    .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "http")
    .WithHttpProbe(ProbeType.Readiness, "/health", endpointName: "http")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Gateway");

builder.Build().Run();
