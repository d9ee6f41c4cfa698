using System.Net;
using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Draining;
using ServiceDefaults.Health;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Health;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Draining;

public sealed class DrainTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(11);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_DuringTheGracePeriod_IsUnreadyServesRequestsThenStops()
    {
        await using var server = await StartAsync();
        var running = server.GetAsync("/slow");
        var stop = server.Host.StopAsync(Token);
        await server.Time.SeeWaitAsync(Grace);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await server.GetAsync("/ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/health"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/alive"));
        Assert.True(server.Health.GetDetails().IsDraining);
        using var response = await server.Client.GetAsync("/health", Token);
        Assert.True(response.Headers.ConnectionClose);
        server.Time.Advance(Grace - TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/health")).Status);
        Assert.False(stop.IsCompleted);

        Slow.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await running).Status);
        server.Time.Advance(TimeSpan.FromTicks(1));
        await stop;
    }

    [Fact]
    public async Task Get_BeforeTheStop_KeepsItsConnection()
    {
        await using var server = await StartAsync();

        using var response = await server.Client.GetAsync("/ready", Token);

        Assert.Null(response.Headers.ConnectionClose);
    }

    [Fact]
    public async Task Stop_WithAnEventStream_EndsItAtOnce()
    {
        await using var server = await StartAsync();
        await using var stream = await server.Client.GetStreamAsync(StatusEndpointExtensions.StreamPath, Token);
        await using var events = SseParser.Create(stream).EnumerateAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());

        var stop = server.Host.StopAsync(Token);

        Assert.False(await events.MoveNextAsync());
        await server.Time.PassAsync(Grace);
        await stop;
    }

    [Fact]
    public async Task Stop_OfAServiceThatWasNeverReady_DoesNotWait()
    {
        var check = new ScriptedCheck();
        check.Return(HealthStatus.Unhealthy);
        await using var server = await StartAsync(
            builder => check.AddTo(builder, "labs", DependencyImportance.Essential));

        await server.Host.StopAsync(Token);
    }

    [Fact]
    public async Task Stop_CancelledByTheHost_DoesNotWaitLonger()
    {
        await using var server = await StartAsync();
        using var shutdown = new CancellationTokenSource();
        var stop = server.Host.StopAsync(shutdown.Token);
        await server.Time.SeeWaitAsync(Grace);

        await shutdown.CancelAsync();

        await stop;
    }

    [Theory]
    [InlineData(null, null, "00:01:01")]
    [InlineData("Drain:ShutdownTimeout", "00:02:00", "00:02:00")]
    [InlineData("Resilience:Pipelines:labs:TotalTimeout:Operations:transaction", "00:00:10", "00:00:46")]
    [InlineData("Resilience:Pipelines:labs:TotalTimeout:Enabled", "false", "00:00:30")]
    public async Task ShutdownTimeout_OfTheHost_CoversTheGracePeriodAndTheLongestRequest(
        string? setting, string? value, string expected)
    {
        await using var server = await HealthServer.StartAsync(
            builder => builder
                .AddDependencyPipeline("labs", DependencyKind.Database)
                .AddDependencyPipeline("jobs", DependencyKind.Worker),
            "Production",
            settings: [("Drain:Grace", $"{Grace}"), (setting ?? "none", value ?? "none")]);

        var host = server.Host.Services.GetRequiredService<IOptions<HostOptions>>().Value;
        Assert.Equal(expected, host.ShutdownTimeout.ToString());
    }

    [Fact]
    public void ShutdownTimeout_TooShort_FailsWithTheRequiredValue()
    {
        using var host = new PipelineHost(
            builder => builder.AddDependencyPipeline("labs", DependencyKind.Database),
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Drain:ShutdownTimeout"] = "00:00:54" },
            "Production");

        var refused = Assert.Throws<OptionsValidationException>(() => host.Get<IOptions<DrainOptions>>().Value);

        Assert.Equal(
            "Drain:ShutdownTimeout is 00:00:54; it must be at least 00:00:55: Drain:Grace (00:00:10) plus the longest "
            + "total timeout (00:00:45 of labs). Raise the shutdown timeout, lower one of these two, or remove the "
            + "setting.",
            Assert.Single(refused.Failures));
    }

    private TaskCompletionSource Slow { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<HealthServer> StartAsync(Action<IHostApplicationBuilder>? add = null) => HealthServer.StartAsync(
        add ?? (_ => { }),
        "Development",
        map: app => app.MapGet("/slow", () => Slow.Task),
        settings: ("Drain:Grace", $"{Grace}"));
}
