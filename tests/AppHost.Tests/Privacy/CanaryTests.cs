using System.Collections.Concurrent;
using System.Text;
using AppHost.Tests.Fixtures;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Privacy;

/// <summary>
/// One patient is sent on every route, including failures and timeouts; no log of any process, span, metric, health
/// response, Redis key or response to another tenant then holds its data.
/// </summary>
[Collection(Outages.Name)]
public sealed class CanaryTests(OutageSystem system) : IAsyncLifetime
{
    private const int Context = 100;
    private const int Services = 4;

    private static readonly Uri Health = new("/health/details", UriKind.Relative);

    private readonly Canary _canary = new();
    private readonly ConcurrentQueue<(string Where, string Text)> _seen = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await system.WaitUntilHealthyAsync();
        RecentLogs.Tap = TakeLine;
        system.Telemetry.Tap = (signal, payload) => _seen.Enqueue((signal, Encoding.Latin1.GetString(payload)));
    }

    public async ValueTask DisposeAsync()
    {
        RecentLogs.Tap = null;
        system.Telemetry.Tap = null;
        await system.HealAsync();
    }

    [Fact]
    public async Task Patient_SentOnEveryRoute_IsInNoLogSpanMetricOrCacheKey()
    {
        var calls = new CanaryCalls(system.Gateway, _canary);
        await calls.UseEveryRouteAsync();
        await AskAsOtherTenantAsync();
        await TimeOutAsync(calls);
        await system.KillAsync(ResourceNames.Postgres);
        await calls.ReadAndWriteAsync();
        await system.HealAsync();
        await system.KillAsync(ResourceNames.PatientApi);
        await calls.ReadAndWriteAsync();
        await AskAsOtherTenantAsync();
        await calls.QueueAsync();
        await ReadRedisAsync();
        await ReadHealthAsync();
        await system.KillAsync(ResourceNames.Redis);
        await calls.ReadAndWriteAsync();
        await calls.QueueAsync();
        await ReadHealthAsync();
        await system.HealAsync();
        await calls.WaitForQueuedAsync();
        await calls.UseEveryRouteAsync();
        await ReadRedisAsync();
        // Two rounds of all services, so that their spans and logs have arrived.
        var metrics = Count("metrics") + (2 * Services);
        await Eventually.IsTrueAsync(() => Count("metrics") > metrics, OutageSystem.BreakTime);

        var found = (
            from seen in _seen
            from marker in _canary.FindIn(seen.Text)
            select $"{marker.Field} in {seen.Where}: {Excerpt(seen.Text, marker.At)}").ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
        // An empty result is meaningful only if there was data to search.
        foreach (var (where, expected) in new[]
        {
            ("log", "ServiceDefaults.Errors"), ("log", ResourceNames.Postgres), ("log", "dbug"), ("redis", "queue:"),
            ("health", "\"status\":\"degraded\""), ("traces", "by-external-id/{externalId}"),
            ("logs", "Request failed"), ("logs", "responded with 504"), ("metrics", "http.server.request.duration"),
            ("other tenant", "404"), ("other tenant", "503"),
        })
        {
            Assert.True(
                _seen.Any(seen => seen.Where == where && seen.Text.Contains(expected, StringComparison.Ordinal)),
                $"Nothing with '{expected}' was searched in {where}.");
        }
    }

    private async Task TimeOutAsync(CanaryCalls calls)
    {
        await using (await FrozenResource.FreezeAsync(system.Application, ResourceNames.PatientApi, Token))
        {
            calls.Deadline = TimeSpan.FromMilliseconds(300);
            await calls.ReadAndWriteAsync();
        }

        calls.Deadline = null;
        await system.WaitUntilHealthyAsync();
    }

    private async Task AskAsOtherTenantAsync()
    {
        using var client = system.Application.CreateClientOfOtherTenant(OutageSystem.SecondGateway);
        foreach (var told in await new OtherTenantCalls(client, _canary).AskAsync())
        {
            _seen.Enqueue(("other tenant", told));
        }
    }

    private int Count(string where) => _seen.Count(seen => seen.Where == where);

    private async Task ReadHealthAsync()
    {
        using var response = await system.Gateway.GetAsync(Health, Token);
        _seen.Enqueue(("health", await response.Content.ReadAsStringAsync(Token)));
    }

    private async Task ReadRedisAsync()
    {
        var redis = system.Application.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .OfType<IResourceWithConnectionString>().Single(resource => resource.Name == ResourceNames.Redis);
        var connectionString = await redis.GetConnectionStringAsync(Token);
        await using var raw = await RawRedis.ConnectAsync(connectionString!);
        foreach (var text in await raw.EverythingAsync())
        {
            _seen.Enqueue(("redis", text));
        }
    }

    // The tests' own client logs the addresses that it calls.
    private void TakeLine(string line)
    {
        if (line.Contains("AppHost.Resources.", StringComparison.Ordinal))
        {
            _seen.Enqueue(("log", line));
        }
    }

    private static string Excerpt(string text, int at) =>
        text[Math.Max(0, at - Context)..Math.Min(text.Length, at + Context)];
}
