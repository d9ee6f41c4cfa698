using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Hosting;

/// <summary>How the process exits with invalid settings, as an operator sees it.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("Resilience:Defaults:Retry:MaxAttempts", "0", "Retry:MaxAttempts is 0; it must be between 1 and 20.")]
    [InlineData(
        "Resilience:Defaults:Retry:MaxAttempts",
        "many",
        "Resilience:Defaults:Retry:MaxAttempts is 'many'; it must be a whole number.")]
    [InlineData("Resilience:Pipelines:patient-api:Retry:MaxAttemps", "3", "Retry:MaxAttemps is not an option: correct")]
    [InlineData("Resilience:Pipelines:patient-api:Preset", "hihg", "the preset 'hihg' does not exist")]
    [InlineData(
        "Resilience:Pipelines:redis:Connections:Maximum",
        "7",
        "Resilience:Pipelines:redis:Connections is set, but nothing reads it")]
    [InlineData(
        "Caching:InvalidationRetention",
        "00:00:00",
        "Caching:InvalidationRetention is 00:00:00; it must be between 00:00:01 and 8.00:00:00")]
    [InlineData(
        "Authentication:ServiceTokens:PrivateKey",
        "",
        "Authentication:ServiceTokens:PrivateKey is not set: set it to a PKCS #8 key")]
    [InlineData(
        "Authentication:ApiKeys:Clients:ward:Keys:k1",
        "secret",
        "Authentication:ApiKeys:Clients:ward:Keys:k1 is not a key hash: set it to the hash")]
    [InlineData(
        "Authentication:Bearer:Authority", "https://login.example.org", "Authentication:Bearer:Audience is not set")]
    [InlineData("Audit:Key", "short", "Audit:Key has 5 characters; set it to a secret of 32 characters or more")]
    [InlineData("Audit:FlushInterval", "00:00:02", "Audit:FlushInterval is 00:00:02; it must be more than 0")]
    [InlineData("Batch:MaxItems", "0", "Batch:MaxItems is 0; it must be")]
    [InlineData("Batch:MaxItems", "ten", "Batch:MaxItems is 'ten'; it must be a whole number.")]
    [InlineData("Batch:PermitWaitTimeout", "20s", "must be a duration. Write a duration as hh:mm:ss, such as 00:00:05")]
    [InlineData("Batch:PermitWaitTimeout", "20", "between 00:00:00 and 00:10:00. Write a duration as hh:mm:ss")]
    [InlineData("Resilience:Http:UseProxy", "maybe", "Resilience:Http:UseProxy is 'maybe'; it must be true or false.")]
    [InlineData("ConnectionStrings:redis", "a=b=c,", "The connection string 'redis' cannot be read")]
    [InlineData(
        "ConnectionStrings:redis",
        "cache.example:6379,password=secret",
        "'redis' does not verify the server, and the environment is 'Production': add ssl=true to it")]
    [InlineData(
        "ASPNETCORE_ENVIRONMENT", "Prodction", "No resilience profile exists for environment 'Prodction'")]
    [InlineData("DEFAULT_TIMEOUT", "30s", "The environment variable DEFAULT_TIMEOUT is '30s': write a time in seconds")]
    [InlineData("DEFAULT_TIMEOUT", "60", "AttemptTimeout:Duration is 00:01:00 and TotalTimeout:Duration is 00:00:35")]
    public async Task Start_WithAnInvalidSetting_LogsOneSentenceAndExitsWith1(
        string setting, string value, string expected)
    {
        var (exitCode, printed) = await StartAsync((setting, value));

        ServiceStart.AssertSentences(exitCode, printed, expected);
    }

    [Theory]
    [InlineData(
        "Batch:MaxItems",
        "0",
        "Batch:MaxItems is 0; it must be",
        "Audit:Key",
        "short",
        "Audit:Key has 5 characters")]
    [InlineData(
        "Resilience:Defaults:Retry:MaxAttempts",
        "0",
        "Retry:MaxAttempts is 0; it must be between 1 and 20.",
        "Resilience:Pipelines:redis:Connections:Maximum",
        "7",
        "Resilience:Pipelines:redis:Connections is set, but nothing reads it")]
    [InlineData(
        "Audit:Key",
        "short",
        "Audit:Key has 5 characters",
        "Audit:FlushInterval",
        "00:00:02",
        "Audit:FlushInterval is 00:00:02; it must be more than 0")]
    [InlineData(
        "Batch:MaxItems",
        "ten",
        "Batch:MaxItems is 'ten'; it must be a whole number.",
        "Audit:Key",
        "short",
        "Audit:Key has 5 characters")]
    public async Task Start_WithTwoInvalidSettings_LogsASentenceForEachAndExitsWith1(
        string first, string firstValue, string firstFault, string second, string secondValue, string secondFault)
    {
        var (exitCode, printed) = await StartAsync((first, firstValue), (second, secondValue));

        ServiceStart.AssertSentences(exitCode, printed, firstFault, secondFault);
    }

    private static Task<(int ExitCode, string Printed)> StartAsync(params (string Key, string Value)[] wrong)
    {
        var settings = Credentials.Settings.ToDictionary(
            entry => entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal);
        settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (key, value) in wrong)
        {
            settings[key] = value;
        }

        return ServiceStart.RunToEndAsync("PatientGateway.dll", settings);
    }
}
