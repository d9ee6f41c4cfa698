using Microsoft.Extensions.Configuration;

namespace ServiceDefaults.Settings;

/// <summary>
/// Whether calls follow the proxy of the environment (<c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>NO_PROXY</c>). They do not by default: calls between
/// services stay between them, and a proxy would get their whole bodies.
/// </summary>
public static class AmbientProxy
{
    /// <summary>The setting. One client alone gets a proxy in code: <c>UseSocketsHttpHandler((sockets, _) => sockets.UseProxy = true)</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public const string Key = ResilienceSections.Root + ":Http:UseProxy";

    /// <summary>Reads the setting.</summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <returns>Whether the proxy of the environment is used.</returns>
    /// <exception cref="InvalidOperationException">The value is neither <c>true</c> nor <c>false</c>.</exception>
    public static bool IsUsed(IConfiguration configuration) => configuration.GetValue<bool>(Key);
}
