using System.Text.RegularExpressions;
using AppHost.LocalServers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace AppHost;

/// <summary>Adds secrets that are generated once and stay the same as long as the data they protect.</summary>
internal static partial class Secrets
{
    private const string UserSecretsFile = "secrets.json";

    private static readonly GenerateParameterDefault Generator = new() { MinLength = 32, Special = false };

    /// <summary>
    /// Adds a generated secret. With containers it is stored in the user secrets, as Aspire stores those of its own
    /// resources; with local servers it is stored in their data folder, so that data and secret are copied, moved and
    /// deleted together. <c>Parameters:{name}</c> overrides it.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The configured value contains characters that would break a
    /// connection string.</exception>
    public static IResourceBuilder<ParameterResource> AddSecret(
        this IDistributedApplicationBuilder builder, string name, string description)
    {
        if (builder.Configuration[Key(name)] is { } value && !SafeValue().IsMatch(value))
        {
            throw new DistributedApplicationException(
                $"{Key(name)} has characters other than letters, digits and . _ ~ + / = -, which would break a "
                + "connection string: set it to a value without them.");
        }

        var secret = builder.UsesContainers()
            ? builder.AddParameter(name, Generator, secret: true, persist: true)
            : builder.AddParameter(name, () => builder.Configuration.SecretSetByHand(name)
                ?? builder.GetLocalServers().Data.Secret(name, Generator), secret: true);
        return secret.WithDescription(description);
    }

    /// <summary>
    /// Returns the value of <c>Parameters:{name}</c> from every configuration source except the user secrets: those
    /// protect the data of containers, and are shared by all clones of a user.
    /// </summary>
    public static string? SecretSetByHand(this IConfigurationRoot configuration, string name) => configuration.Providers
        .Reverse()
        .Where(provider => provider is not JsonConfigurationProvider { Source.Path: UserSecretsFile })
        .Select(provider => provider.TryGet(Key(name), out var value) ? value : null)
        .FirstOrDefault(value => value is not null);

    private static string Key(string name) => $"Parameters:{name}";

    [GeneratedRegex("^[A-Za-z0-9._~+/=-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SafeValue();
}
