using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ServiceDefaults.ServiceTokens.Internal;

/// <summary>
/// The issuer and its public keys, as the settings are at each request. Options of the authentication handler would be
/// read again at a reload too, but before or after the settings that they are made of, and so with the former keys.
/// </summary>
internal sealed class TrustedIssuer(IOptionsMonitor<ServiceTokenOptions> options)
    : IConfigurationManager<OpenIdConnectConfiguration>
{
    private volatile Known? _known;

    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var current = options.CurrentValue;
        var known = _known;
        if (!ReferenceEquals(known?.Options, current))
        {
            _known = known = new(current, Task.FromResult(Read(current)));
        }

        return known!.Configuration;
    }

    /// <summary>Does nothing: a key is known as soon as it is set.</summary>
    public void RequestRefresh()
    {
    }

    private static OpenIdConnectConfiguration Read(ServiceTokenOptions options)
    {
        var configuration = new OpenIdConnectConfiguration { Issuer = options.Issuer };
        foreach (var key in new[] { options.PublicKey, options.OtherPublicKey }.OfType<string>())
        {
            if (ServiceTokenKeys.TryRead(key, isPrivate: false) is { } known)
            {
                configuration.SigningKeys.Add(known);
            }
        }

        return configuration;
    }

    private sealed record Known(ServiceTokenOptions Options, Task<OpenIdConnectConfiguration> Configuration);
}
