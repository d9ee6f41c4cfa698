using System.Net;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Fallback;

/// <summary>
/// Parts of the real system are killed, one by one and together, while clinicians read cached responses with their age.
/// </summary>
[Collection(Outages.Name)]
public sealed class OutageTests(OutageSystem system) : IAsyncLifetime
{
    // On two busy cores a response that is ready can still be late.
    private static readonly TimeSpan SoftTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private Guid _known;
    private Guid _unknown;

    public async ValueTask InitializeAsync()
    {
        await system.WaitUntilHealthyAsync();
        _known = (await system.Gateway.CreateAsync(GatewayClient.NewPatient())).Patient.Id;
        _unknown = (await system.Gateway.CreateAsync(GatewayClient.NewPatient())).Patient.Id;
        foreach (var gateway in new[] { system.Gateway, system.OtherGateway })
        {
            Assert.Equal("primary", (await SourcedResponse.GetAsync(gateway, _known)).Source);
        }
    }

    public async ValueTask DisposeAsync() => await system.HealAsync();

    [Theory]
    [InlineData(ResourceNames.PatientApi)]
    [InlineData(ResourceNames.Postgres)]
    public async Task Read_WhileThePrimaryIsDown_IsTheCachedResponseUntilItRestarts(string resource)
    {
        await system.KillAsync(resource);

        var known = await SourcedResponse.GetAsync(system.Gateway, _known);
        var unknown = await SourcedResponse.GetAsync(system.Gateway, _unknown);

        Assert.Equal((HttpStatusCode.OK, "cache", "true"), (known.Status, known.Source, known.Degraded));
        Assert.Contains($"{_known}", known.Body, StringComparison.Ordinal);
        Assert.NotNull(known.Age);
        Assert.Contains(unknown.Status, RejectionsWhileDown(resource));
        Assert.Null(unknown.Source);
        Assert.NotNull(unknown.RetryAfter);
        Assert.Contains($"\"status\":{(int)unknown.Status}", unknown.Body, StringComparison.Ordinal);
        await system.HealAsync();
        Assert.Equal((HttpStatusCode.OK, "primary", "false"), await PartsAsync(system.Gateway, _unknown));
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.ServiceUnavailable)]
    public async Task Read_RightAfterTheApiWasKilled_ReturnsWithinTheSoftTimeout(
        bool wasRead, HttpStatusCode expected)
    {
        var processes = await ResourceProcesses.OfAsync(
            system.Application, ResourceNames.PatientApi, TestContext.Current.CancellationToken);
        var killing = system.KillAsync(ResourceNames.PatientApi);
        await ResourceProcesses.WaitForEndAsync(processes, Slack, TestContext.Current.CancellationToken);

        var response = await SourcedResponse.GetAsync(system.Gateway, wasRead ? _known : _unknown);

        Assert.Equal(expected, response.Status);
        // Far less than all attempts and their delays take together.
        Assert.InRange(response.Took, TimeSpan.Zero, SoftTimeout * 2);
        await killing;
    }

    [Fact]
    public async Task Read_WhileTheApiIsDown_UsesTheFallbackOfEachView()
    {
        Assert.Equal((HttpStatusCode.OK, "primary", "false"), await PartsAsync(system.Gateway, _known, "/summary"));
        Assert.Equal((HttpStatusCode.OK, "primary", "false"), await PartsAsync(system.Gateway, _known, "/enriched"));
        Assert.Equal(
            (HttpStatusCode.OK, "primary", "false"), await PartsAsync(system.Gateway, _known, "/recommendations"));
        await system.KillAsync(ResourceNames.PatientApi);

        Assert.Equal((HttpStatusCode.OK, "fallback", "true"), await PartsAsync(system.Gateway, _known, "/summary"));
        Assert.Equal((HttpStatusCode.OK, "cache", "true"), await PartsAsync(system.Gateway, _known, "/enriched"));
        var extra = await SourcedResponse.GetAsync(system.Gateway, _known, "/recommendations");
        Assert.Equal((HttpStatusCode.OK, "default", """{"items":[]}"""), (extra.Status, extra.Source, extra.Body));
        // The second instance can return a patient that no replica has cached.
        Assert.Equal((HttpStatusCode.OK, "fallback", "true"), await PartsAsync(system.Gateway, _unknown, "/summary"));
    }

    [Fact]
    public async Task Read_WhileRedisIsDown_IsLiveWithoutDelay()
    {
        await system.KillAsync(ResourceNames.Redis);

        for (var read = 0; read < 20; read++)
        {
            var response = await SourcedResponse.GetAsync(system.Gateway, _known);
            Assert.Equal((HttpStatusCode.OK, "primary"), (response.Status, response.Source));
            Assert.InRange(response.Took, TimeSpan.Zero, SoftTimeout);
        }

        // GetString throws if it is not ready.
        await Eventually.IsTrueAsync(async () => await system.Gateway.GetStringAsync(
            new Uri("/ready", UriKind.Relative), TestContext.Current.CancellationToken) == "Degraded");
    }

    [Fact]
    public async Task Read_WhileRedisAndTheApiAreDown_IsTheResponseCachedInMemory()
    {
        await system.KillAsync(ResourceNames.Redis);
        await system.KillAsync(ResourceNames.PatientApi);

        Assert.Equal((HttpStatusCode.OK, "cache", "true"), await PartsAsync(system.Gateway, _known));
        Assert.Equal((HttpStatusCode.OK, "cache", "true"), await PartsAsync(system.OtherGateway, _known));
    }

    [Fact]
    public async Task Read_WhileTheApiIsFrozen_ReturnsWithinTheSoftTimeout()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Freezes processes by their signals.");
        await using (await FrozenResource.FreezeAsync(
            system.Application, ResourceNames.PatientApi, TestContext.Current.CancellationToken))
        {
            var response = await SourcedResponse.GetAsync(system.Gateway, _known);

            Assert.Equal((HttpStatusCode.OK, "cache", "true"), (response.Status, response.Source, response.Degraded));
            Assert.InRange(response.Took, TimeSpan.Zero, SoftTimeout + Slack);
        }
    }

    [Fact]
    public async Task Read_OfADeletedPatientWhileTheApiIsDown_Is404InEveryReplica()
    {
        using var deleted = await system.OtherGateway.DeleteAsync(
            new Uri($"{GatewayClient.Patients}/{_unknown}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await system.KillAsync(ResourceNames.PatientApi);

        foreach (var gateway in new[] { system.Gateway, system.OtherGateway })
        {
            Assert.Equal((HttpStatusCode.NotFound, "cache", "true"), await PartsAsync(gateway, _unknown));
        }
    }

    [Fact]
    public async Task Read_OfAPatientAnotherReplicaHasRead_IsTheResponseCachedByThatReplica()
    {
        Assert.Equal("primary", (await SourcedResponse.GetAsync(system.OtherGateway, _unknown)).Source);
        await system.KillAsync(ResourceNames.PatientApi);

        // The other gateway writes it to Redis in the background.
        await Eventually.IsTrueAsync(
            async () => await PartsAsync(system.Gateway, _unknown) == (HttpStatusCode.OK, "cache", "true"),
            TimeSpan.FromSeconds(10));
    }

    // A container has Aspire's proxy before it, which accepts connections and never responds while the container is
    // dead: a call that is not yet rejected by the circuit breaker can only time out.
    private static HttpStatusCode[] RejectionsWhileDown(string resource) =>
        SystemFixture.UsesContainers && resource == ResourceNames.Postgres
            ? [HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout]
            : [HttpStatusCode.ServiceUnavailable];

    private static async Task<(HttpStatusCode, string?, string?)> PartsAsync(
        HttpClient gateway, Guid patient, string view = "")
    {
        var response = await SourcedResponse.GetAsync(gateway, patient, view);
        return (response.Status, response.Source, response.Degraded);
    }
}
