using System.Net.Http.Json;
using System.Text.Json;
using Testing;

namespace PatientApi.Tests.Hosting;

public sealed class StartTests(PostgresServer postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The settings of a service that starts, except for the database, which it does not reach.
    private static Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ConnectionStrings:patients"] = "Host=127.0.0.1;Port=1;Database=patients;Username=app",
        ["ConnectionStrings:patients_owner"] = "Host=127.0.0.1;Port=1;Database=patients;Username=owner",
        ["ConnectionStrings:patients_audit"] = "Host=127.0.0.1;Port=1;Database=patients;Username=audit",
        ["ConnectionStrings:patients_auditor"] = "Host=127.0.0.1;Port=1;Database=patients;Username=auditor",
        ["Audit:Key"] = ApiFactory.AuditKey,
        ["Paging:CursorKey"] = new('k', 32),
        ["Authentication:ServiceTokens:PublicKey"] = Credentials.Keys.PublicKey,
    };

    [Theory]
    [InlineData("Development", "ConnectionStrings:patients", null, "ConnectionStrings__patients")]
    [InlineData("Development", "ConnectionStrings:patients", "no connection string", "cannot be read")]
    [InlineData("Development", "ConnectionStrings:patients", "Host=localhost", "no database")]
    [InlineData("Development", "ConnectionStrings:patients_owner", null, "ConnectionStrings__patients_owner")]
    [InlineData(
        "Development",
        "ConnectionStrings:patients_owner",
        "Host=127.0.0.1;Database=patients;Username=app",
        "have the same user, 'app'")]
    [InlineData(
        "Production",
        "ConnectionStrings:patients",
        "Host=db.example;Database=patients;Username=app",
        "'patients' does not verify the server, and the environment is 'Production': add SSL Mode=VerifyFull to it")]
    [InlineData(
        "Staging",
        "ConnectionStrings:patients_owner",
        "Host=db.example;Database=patients;Username=owner;SSL Mode=Require",
        "'patients_owner' does not verify the server, and the environment is 'Staging': add SSL Mode=VerifyFull")]
    [InlineData("Production", "Paging:CursorKey", null, "Paging__CursorKey")]
    [InlineData("Development", "Paging:CursorKey", "short", "5 characters")]
    [InlineData("Development", "Seed:Patients", "-1", "Seed:Patients")]
    [InlineData("Development", "Import:MaxLineBytes", "1", "Import:MaxLineBytes")]
    [InlineData(
        "Development",
        "Idempotency:Retention",
        "2.00:59:59",
        "Idempotency:Retention is 2.00:59:59; it must be at least 2.01:00:00")]
    [InlineData("Development", "Database:Reader:Name", "reader", "Database:Reader:Name and Password: set both")]
    [InlineData("Development", "ConnectionStrings:patients_audit", null, "ConnectionStrings__patients_audit")]
    [InlineData("Development", "Audit:Key", "short", "Audit:Key has 5 characters; set it to the secret")]
    [InlineData("Development", "Audit:Retention", "30.00:00:00", "Audit:Retention is 30.00:00:00; it must be at least")]
    [InlineData("Development", "Migrations:LockTimeout", "00:00:00", "Migrations:LockTimeout")]
    [InlineData(
        "Development", "Migrations:MaxAttempts", "0", "Migrations:MaxAttempts is 0; it must be between 1 and 1000")]
    [InlineData(
        "Development", "Seed:Patients", "many", "Seed:Patients is 'many'; it must be a whole number.")]
    [InlineData(
        "Development",
        "Resilience:Kinds:Database:Retry:MaxAttempts",
        "0",
        "MaxAttempts is 0; it must be between 1 and 20.")]
    [InlineData(
        "Development",
        "Resilience:Pipelines:database:HealthProbe:Enabled",
        "true",
        "Resilience:Pipelines:database:HealthProbe is set, but nothing reads it")]
    [InlineData(
        "Development",
        "RETRY_MAX_ATTEMPTS",
        "many",
        "The environment variable RETRY_MAX_ATTEMPTS is 'many': write a whole number")]
    [InlineData(
        "Development",
        "Authentication:ServiceTokens:PublicKey",
        "short",
        "Authentication:ServiceTokens:PublicKey is not a public key of P-256: set it to the public key")]
    [InlineData("Prodction", "Seed:Patients", "0", "No resilience profile exists for environment 'Prodction'")]
    public async Task Start_InvalidSetting_LogsOneSentenceAndExitsWith1(
        string environment, string setting, string? value, string expected)
    {
        var settings = Settings;
        settings["ASPNETCORE_ENVIRONMENT"] = environment;
        settings[setting] = value;

        var (exitCode, printed) = await ServiceStart.RunToEndAsync("PatientApi.dll", settings);

        ServiceStart.AssertSentences(exitCode, printed, expected);
    }

    // Of one options type, of two, and of options and a service that reads a setting without options.
    [Theory]
    [InlineData(
        "Migrations:LockTimeout", "00:00:00", "Migrations:LockTimeout is 00:00:00",
        "Migrations:MaxAttempts", "0", "Migrations:MaxAttempts is 0; it must be between 1 and 1000")]
    [InlineData(
        "Seed:Patients", "-1", "Seed:Patients is -1", "Import:MaxLineBytes", "1", "Import:MaxLineBytes is 1")]
    [InlineData(
        "Seed:Patients", "-1", "Seed:Patients is -1", "Paging:CursorKey", "short", "5 characters")]
    public async Task Start_TwoInvalidSettings_LogsOneSentenceForEachAndExitsWith1(
        string first, string firstValue, string firstFault, string second, string secondValue, string secondFault)
    {
        var settings = Settings;
        (settings[first], settings[second]) = (firstValue, secondValue);

        var (exitCode, printed) = await ServiceStart.RunToEndAsync("PatientApi.dll", settings);

        ServiceStart.AssertSentences(exitCode, printed, firstFault, secondFault);
    }

    [Fact]
    public async Task OpenApi_Document_DescribesEveryRouteAndItsErrors()
    {
        await using var api = new ApiFactory(postgres.NewDatabase());
        using var client = api.CreateClient();

        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => operation.Value.GetProperty("operationId").GetString()!))
            .Where(id => id.Contains("Patient", StringComparison.Ordinal));
        Assert.Equal(
            [
                "CreatePatient", "DeletePatient", "GetEnrichedPatient", "GetPatient", "GetPatientByExternalId",
                "GetPatientRecommendations", "GetPatientSummary",
                "GetPatients", "ImportPatients", "ListPatients", "ReplacePatient", "UpsertPatient",
            ],
            operations.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var replace = document.GetProperty("paths")
            .GetProperty("/patients/{id}").GetProperty("put").GetProperty("responses");
        Assert.Superset(
            new HashSet<string>(["200", "400", "404", "409", "412", "415", "428"], StringComparer.Ordinal),
            replace.EnumerateObject().Select(response => response.Name).ToHashSet(StringComparer.Ordinal));
        using var scalar = await client.GetAsync("/scalar", Token);
        Assert.True(scalar.IsSuccessStatusCode);
    }
}
