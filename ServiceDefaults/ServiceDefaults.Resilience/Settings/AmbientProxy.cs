using Microsoft.Extensions.Configuration;

namespace ServiceDefaults.Settings;

/// <summary>
/// The setting for whether calls use the proxy of the environment (<c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>,
/// <c>NO_PROXY</c>). By default they do not: calls between services go direct, and a proxy would receive their complete
/// bodies.
/// </summary>
public static class AmbientProxy
{
    /// <summary>
    /// Name of the setting. To use the proxy for one client only, configure that client in code:
    /// <c>UseSocketsHttpHandler((sockets, _) => sockets.UseProxy = true)</c>.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public const string Key = ResilienceSections.Root + ":Http:UseProxy";

    /// <summary>Reads the setting.</summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <returns><see langword="true"/> if calls use the proxy of the environment.</returns>
    /// <exception cref="InvalidOperationException">The value is neither <c>true</c> nor <c>false</c>.</exception>
    public static bool IsUsed(IConfiguration configuration) => configuration.GetValue<bool>(Key);
}
