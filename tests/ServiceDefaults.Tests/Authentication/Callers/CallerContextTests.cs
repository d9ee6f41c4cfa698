using System.Net;
using Microsoft.AspNetCore.Builder;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Authorization;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Tests.Authentication.Callers;

public sealed class CallerContextTests
{
    private static readonly string[] Clients = ["ward", "lab"];

    private readonly Dictionary<string, ApiKey> _keys = Clients.ToDictionary(
        client => client, ApiKey.Create, StringComparer.Ordinal);

    [Fact]
    public void Use_NestedAndDisposed_RestoresThePreviousCaller()
    {
        Assert.Same(Caller.Anonymous, CallerContext.Current);
        using (CallerContext.Use(CallerOf("ward")))
        {
            using (CallerContext.Use(CallerOf("lab")))
            {
                Assert.Equal("lab", new CallerContext().Client);
            }

            Assert.Equal("ward", new CallerContext().Client);
        }

        Assert.Same(Caller.Anonymous, CallerContext.Current);
    }

    [Fact]
    public async Task Use_InACalledMethod_DoesNotFlowBackToTheCallingMethod()
    {
        await LeakAsync();

        Assert.Same(Caller.Anonymous, CallerContext.Current);

        static async Task LeakAsync()
        {
            await Task.Yield();
            _ = CallerContext.Use(CallerOf("ward"));
        }
    }

    [Fact]
    public async Task Request_StartsBackgroundWork_TheWorkHasItsCaller()
    {
        var (release, work) = (new TaskCompletionSource(), Task.FromResult(""));
        await using var server = await StartAsync(app => app.MapGet("/work", (ICallerContext caller) =>
        {
            work = WorkAsync(caller);
            return "started";
        }).RequireScope(AuthServer.ReadScope));

        await server.TextAsync("/work", Header("ward"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(AuthServer.Caller, Header("lab")));
        release.SetResult();

        Assert.Equal("ward", await work);
        Assert.Same(Caller.Anonymous, CallerContext.Current);

        async Task<string> WorkAsync(ICallerContext caller)
        {
            await release.Task;
            return caller.Client;
        }
    }

    [Fact]
    public async Task Requests_InParallel_DoNotMix()
    {
        using var barrier = new SemaphoreSlim(0);
        await using var server = await StartAsync(app => app.MapGet("/meet", async (ICallerContext caller) =>
        {
            var before = caller.Client;
            await barrier.WaitAsync(TestContext.Current.CancellationToken);
            return $"{before}={caller.Client}";
        }).RequireScope(AuthServer.ReadScope));

        var requests = Enumerable.Range(0, 20)
            .Select(count => server.TextAsync("/meet", Header(Clients[count % 2]))).ToList();
        barrier.Release(requests.Count);
        var results = await Task.WhenAll(requests);

        Assert.Equal(10, results.Count(result => string.Equals(result, "ward=ward", StringComparison.Ordinal)));
        Assert.Equal(10, results.Count(result => string.Equals(result, "lab=lab", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Request_OpenRouteWithoutCredentials_IsAnonymous()
    {
        await using var server = await StartAsync(
            app => app.MapGet("/who", (ICallerContext caller) => $"{caller.Client}|{caller.Tier}").AllowAnonymous());

        Assert.Equal("ward|standard", await server.TextAsync("/who", Header("ward")));
        Assert.Equal("anonymous|anonymous", await server.TextAsync("/who"));
        Assert.Equal("anonymous|anonymous", await server.TextAsync("/who", (ApiKey.Header, "wrong")));
    }

    private static Caller CallerOf(string client) => new(client, Caller.DefaultTenant, [], Caller.DefaultTier);

    private (string, string) Header(string client) => (ApiKey.Header, _keys[client].Value);

    private Task<AuthServer> StartAsync(Action<WebApplication> map)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (client, key) in _keys)
        {
            settings[$"Authentication:ApiKeys:Clients:{client}:Scopes"] = AuthServer.ReadScope;
            settings[$"Authentication:ApiKeys:Clients:{client}:Keys:{client}"] = key.Hash;
        }

        return AuthServer.StartAsync(builder => builder.AddApiKeys(), settings, map: map);
    }
}
