using Microsoft.AspNetCore.Http;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Hosting;

/// <summary>Two gateway processes, one of which is stopped under load.</summary>
public sealed class DrainTests(ITestOutputHelper output)
{
    private const int Requests = 500;

    [Fact]
    public async Task Stop_OfOneOfTwoReplicas_FailsNoRequest()
    {
        var (answers, failures) = await StopUnderLoadAsync(grace: TimeSpan.FromSeconds(2));

        Assert.Empty(failures);
        Assert.True(answers >= 2 * Requests);
    }

    /// <summary>Proves that the load detects failures. By chance, no request may be in flight at one stop.</summary>
    [Fact]
    public async Task Stop_WithoutAGracePeriod_FailsRequestsInAtLeastOneStop()
    {
        var failures = 0;
        for (var stop = 0; stop < 5 && failures == 0; stop++)
        {
            failures = (await StopUnderLoadAsync(grace: TimeSpan.Zero)).Failures.Count;
        }

        Assert.NotEqual(0, failures);
    }

    private async Task<(long Answers, IReadOnlyCollection<string> Failures)> StopUnderLoadAsync(TimeSpan grace)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Asks to stop by a signal.");
        await using var api = await KestrelApi.StartAsync(async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Samples.Patient, context.RequestAborted);
        });
        var settings = SettingsOf(api.Address, grace);
        await using var first = await RunningService.StartAsync("PatientGateway.dll", settings);
        await using var second = await RunningService.StartAsync("PatientGateway.dll", settings);
        await using var load = new ReadinessLoad([first, second]);
        await Eventually.IsTrueAsync(() => load.Ready == 2);
        await load.AnswerAsync(Requests);

        first.Terminate();
        await first.WaitForEndAsync();
        await load.AnswerAsync(Requests);
        await load.EndAsync();

        Assert.Equal(0, first.ExitCode);
        output.WriteLine($"Grace {grace}: {load.Answers} requests, {load.Failures.Count} failed.");
        return (load.Answers, load.Failures);
    }

    private static Dictionary<string, string?> SettingsOf(Uri api, TimeSpan grace) => new(
        Credentials.Settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["services:patient-api:http:0"] = api.ToString(),
        ["services:patient-api-readonly:http:0"] = api.ToString(),
        ["Drain:Grace"] = grace.ToString(),
        // Requests over the limit are not part of this test.
        ["InboundLimits:Enabled"] = "false",
        ["Resilience:Defaults:RateLimit:Enabled"] = "false",
        ["Resilience:Kinds:Http:RateLimit:Enabled"] = "false",
        ["Resilience:Defaults:Bulkhead:Enabled"] = "false",
    };
}
