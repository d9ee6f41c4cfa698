using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.ApiKeys.Internal;

namespace ServiceDefaults.Tests.Authentication.ApiKeys;

public sealed class ApiKeyAuthenticationTests : IAsyncLifetime
{
    private const string Ward = "Authentication:ApiKeys:Clients:ward";

    private readonly ApiKey _key = ApiKey.Create("ward-1");
    private readonly ApiKey _next = ApiKey.Create("ward-2");
    private AuthServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AuthServer.StartAsync(
        builder => builder.AddApiKeys(), SettingsOf(_key));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Request_ValidKey_HasTheClientsIdentity() =>
        Assert.Equal("ward|north|things.read|gold", await _server.TextAsync(AuthServer.Caller, Header(_key)));

    [Fact]
    public async Task Request_WrongOrUnknownOrMalformedKey_Is401WithOneMessage()
    {
        var others = ApiKey.Create("ward-1").Value;
        var keys = new[]
        {
            others, _next.Value, "nonsense", "ward-1", "ward-1.", $".{others}", $"{_key.Value}=", $" x{_key.Value}",
            _key.Value.ToUpperInvariant(), $"{_key.Value},{_key.Value}", new string('k', 10_000),
        };
        foreach (var key in keys)
        {
            Assert.Equal(
                "The API key is not valid.",
                await _server.DetailAsync(HttpStatusCode.Unauthorized, AuthServer.Caller, (ApiKey.Header, key)));
        }
    }

    [Fact]
    public async Task Request_KeyTwice_Is401() => Assert.Contains(
        "more than once",
        await _server.DetailAsync(HttpStatusCode.Unauthorized, AuthServer.Caller, Header(_key), Header(_key)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("Basic abc")]
    public async Task Request_KeyAndAuthorization_Is401(string authorization) => Assert.Contains(
        "not both",
        await _server.DetailAsync(
            HttpStatusCode.Unauthorized, AuthServer.Caller, Header(_key), ("Authorization", authorization)),
        StringComparison.Ordinal);

    [Fact]
    public async Task Request_KeyInAnotherPlace_Is401()
    {
        Assert.Equal(
            HttpStatusCode.Unauthorized, await _server.StatusAsync($"{AuthServer.Caller}?X-API-Key={_key.Value}"));
        Assert.Equal(
            HttpStatusCode.Unauthorized, await _server.StatusAsync(AuthServer.Caller, Jwt.Bearer(_key.Value)));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await _server.StatusAsync(AuthServer.Caller, ("Cookie", $"X-API-Key={_key.Value}")));
    }

    [Fact]
    public async Task Reload_KeyAddedAndOldKeyRemoved_RotatesWithoutRejections()
    {
        _server.Replace(SettingsOf(_key, _next));
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Caller, Header(_key)));
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Caller, Header(_next)));

        _server.Replace(SettingsOf(_next));
        Assert.Equal(HttpStatusCode.Unauthorized, await _server.StatusAsync(AuthServer.Caller, Header(_key)));
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Caller, Header(_next)));

        _server.Replace([]);
        Assert.Equal(HttpStatusCode.Unauthorized, await _server.StatusAsync(AuthServer.Caller, Header(_next)));
    }

    [Fact]
    public async Task Reload_ScopesChanged_AppliesToTheNextRequest()
    {
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Caller, Header(_key)));

        _server.Replace(new(SettingsOf(_key), StringComparer.Ordinal) { [$"{Ward}:Scopes"] = "" });

        Assert.Equal(HttpStatusCode.Forbidden, await _server.StatusAsync(AuthServer.Caller, Header(_key)));
    }

    [Fact]
    public async Task Reload_Invalid_KeepsTheValidKeysAndDegradesHealth()
    {
        _server.Replace(new(SettingsOf(_key), StringComparer.Ordinal) { [$"{Ward}:Keys:ward-3"] = _next.Value });

        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Caller, Header(_key)));
        Assert.Contains(_server.Logs, log => log.Message.Contains("ward-3 is not a key hash", StringComparison.Ordinal)
            && log.Message.StartsWith("Reloaded settings of ApiKeysOptions", StringComparison.Ordinal));
        var health = await _server.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Degraded, health.Entries["resilience-settings"].Status);
    }

    [Fact]
    public async Task Reload_WhileRequestsRun_NeverRejectsAKeyThatStays()
    {
        var stop = TestContext.Current.CancellationToken;
        var requests = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                for (var count = 0; count < 50; count++)
                {
                    Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Caller, Header(_key)));
                }
            },
            stop)).ToList();
        while (!requests.TrueForAll(request => request.IsCompleted))
        {
            _server.Replace(SettingsOf(_key, _next));
            _server.Replace(SettingsOf(_key));
            await Task.Yield();
        }

        await Task.WhenAll(requests);
    }

    [Fact]
    public async Task Requests_ValidAndInvalidKeys_DoNotLogTheKey()
    {
        var wrong = ApiKey.Create("ward-1");
        await _server.StatusAsync(AuthServer.Caller, Header(_key));
        await _server.StatusAsync(AuthServer.Caller, Header(wrong));
        await _server.StatusAsync(AuthServer.Caller, Header(_key), Header(wrong));

        Assert.NotEmpty(_server.Logs);
        Assert.All(_server.Logs, log => Assert.All(
            [_key, wrong],
            key => Assert.DoesNotContain(SecretOf(key), $"{log.Message} {log.Exception}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Request_WrongKey_LogsTheReason()
    {
        await _server.StatusAsync(AuthServer.Caller, Header(ApiKey.Create("ward-1")));

        Assert.Contains(_server.Logs, log => string.Equals(
            log.Message,
            "Request not authorized; responded with 401. The API key is not valid.",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Find_FiftyThousandRandomKeys_FindsNone()
    {
        var store = _server.Services.GetRequiredService<ApiKeyStore>();
        var random = Enumerable.Range(0, 50_000)
            .Select(count => $"ward-{count}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}");

        Assert.All(random, key => Assert.Null(store.Find(key)));
    }

    private static string SecretOf(ApiKey key) => key.Value.Split('.')[1];

    private static (string, string) Header(ApiKey key) => (ApiKey.Header, key.Value);

    private static Dictionary<string, string?> SettingsOf(params ApiKey[] keys)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"{Ward}:Tenant"] = "north",
            [$"{Ward}:Tier"] = "gold",
            [$"{Ward}:Scopes"] = AuthServer.ReadScope,
        };
        foreach (var key in keys)
        {
            settings[$"{Ward}:Keys:{key.Value.Split('.')[0]}"] = key.Hash;
        }

        return settings;
    }
}
