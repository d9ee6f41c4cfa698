using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ServiceDefaults.Authorization;
using ServiceDefaults.Callers;
using ServiceDefaults.Tests.Errors;
using Testing;

namespace ServiceDefaults.Tests.Authentication;

/// <summary>An in-memory service with the service defaults, credentials and a few endpoints; records its log.</summary>
internal sealed class AuthServer : IAsyncDisposable
{
    public const string Open = "/open";
    public const string Caller = "/caller";
    public const string Both = "/both";
    public const string Undeclared = "/undeclared";
    public const string ReadScope = "things.read";
    public const string WriteScope = "things.write";

    private readonly WebApplication _app;
    private readonly ReplaceableSettings _settings;

    private AuthServer(WebApplication app, ReplaceableSettings settings) =>
        (_app, _settings, Client) = (app, settings, app.GetTestClient());

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<FakeLogRecord> Logs => Services.GetFakeLogCollector().GetSnapshot();

    /// <summary>Starts a service.</summary>
    /// <param name="add">Adds the credentials.</param>
    /// <param name="settings">All settings of the service.</param>
    /// <param name="time">The clock; by default that of the machine.</param>
    /// <param name="map">Maps more endpoints.</param>
    public static async Task<AuthServer> StartAsync(
        Action<WebApplicationBuilder> add,
        Dictionary<string, string?> settings,
        TimeProvider? time = null,
        Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        var changes = new ReplaceableSettings(settings);
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Debug);
        ((IConfigurationBuilder)builder.Configuration).Add(changes);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.AddServiceDefaults();
        add(builder);
        var app = builder.Build();
        app.UseCallers();
        app.UseAuthorization();
        app.MapDefaultEndpoints();
        app.MapGet(Open, () => "open").AllowAnonymous();
        app.MapGet(Caller, (ICallerContext caller) =>
            $"{caller.Client}|{caller.Tenant}|{string.Join(' ', caller.Scopes)}|{caller.Tier}").RequireScope(ReadScope);
        app.MapGet(Both, () => "both").RequireScope(ReadScope).RequireScope(WriteScope);
        app.MapGet(Undeclared, () => "undeclared");
        app.MapGet("/authorized", () => "authorized").RequireAuthorization();
        app.MapGet("/kept", async (HttpContext http) => await http.GetTokenAsync("access_token") ?? "nothing")
            .RequireScope(ReadScope);
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, changes);
    }

    /// <summary>Replaces all settings at once, as a saved settings file does.</summary>
    public void Replace(Dictionary<string, string?> settings) => _settings.Replace(settings);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public async Task<HttpStatusCode> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(path, headers);
        return response.StatusCode;
    }

    /// <summary>The body of a successful response.</summary>
    public async Task<string> TextAsync(string path, params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(path, headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The detail of the problem details of a response with this status.</summary>
    public async Task<string?> DetailAsync(
        HttpStatusCode status, string path, params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(path, headers);
        Assert.Equal(status, response.StatusCode);
        return (await ProblemServer.ProblemOfAsync(response)).GetProperty("detail").GetString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await FakeClock.DisposeAsync(_app, Services.GetRequiredService<TimeProvider>());
    }

    private sealed class ReplaceableSettings : ConfigurationProvider, IConfigurationSource
    {
        public ReplaceableSettings(Dictionary<string, string?> settings) => Data = Copy(settings);

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public void Replace(Dictionary<string, string?> settings)
        {
            Data = Copy(settings);
            OnReload();
        }

        private static Dictionary<string, string?> Copy(Dictionary<string, string?> settings) =>
            new(settings, StringComparer.OrdinalIgnoreCase);
    }
}
