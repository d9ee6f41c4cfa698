using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Bearer;

namespace ServiceDefaults.Tests.Authentication.Bearer;

/// <summary>An OpenID Connect provider: its discovery document, its keys and its tokens.</summary>
internal sealed class IdentityProvider : HttpMessageHandler
{
    public const string Authority = "https://login.test/realms/hospital";
    public const string Audience = "things";

    // Generating a key takes a good part of a second.
    private static readonly RsaSecurityKey First = CreateKey();

    private readonly ConcurrentQueue<Uri> _requests = new();
    private volatile RsaSecurityKey _key = First;

    public bool IsDown { get; set; }

    public string Issuer { get; set; } = Authority;

    public string KeysAddress { get; set; } = $"{Authority}/keys";

    public IReadOnlyCollection<Uri> Requests => _requests;

    public int Discoveries => _requests.Count(
        request => request.AbsolutePath.EndsWith("/openid-configuration", StringComparison.Ordinal));

    public RsaSecurityKey Key => _key;

    /// <summary>A valid token for tests to modify.</summary>
    public Jwt Token => new()
    {
        Issuer = Authority,
        Audience = Audience,
        SignedWith = new(_key, SecurityAlgorithms.RsaSha256),
    };

    /// <summary>A valid token by another clock.</summary>
    public Jwt TokenAt(TimeProvider time) => Token with
    {
        NotBefore = time.GetUtcNow().AddMinutes(-1),
        Expires = time.GetUtcNow().AddMinutes(10),
    };

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["Authentication:Bearer:Authority"] = Authority,
        ["Authentication:Bearer:Audience"] = Audience,
        ["Resilience:Pipelines:identity-provider:Retry:Enabled"] = "false",
        // So that no pipeline timeout equals a refresh interval of the keys.
        ["Resilience:Pipelines:identity-provider:TotalTimeout:Duration"] = "00:00:04",
    };

    public Task<AuthServer> StartAsync(TimeProvider? time = null) => AuthServer.StartAsync(AddTo, Settings, time);

    public void AddTo(WebApplicationBuilder builder)
    {
        builder.AddBearerTokens();
        builder.Services.AddHttpClient("identity-provider").ConfigurePrimaryHttpMessageHandler(() => this);
    }

    /// <summary>Signs with a new key from now on.</summary>
    public void Rotate() => _key = CreateKey();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        _requests.Enqueue(request.RequestUri!);
        var path = request.RequestUri!.AbsolutePath;
        var body = IsDown ? throw new HttpRequestException("The provider is down.")
            : string.Equals(path, new Uri(KeysAddress).AbsolutePath, StringComparison.Ordinal)
                ? Keys()
                : JsonSerializer.Serialize(new { issuer = Issuer, jwks_uri = KeysAddress });
        return new(HttpStatusCode.OK) { Content = new StringContent(body), RequestMessage = request };
    }

    private string Keys()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(_key);
        return JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "RSA", use = "sig", kid = key.Kid, n = key.N, e = key.E } },
        });
    }

    private static RsaSecurityKey CreateKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString() };
}
