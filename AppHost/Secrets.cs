using System.Text.RegularExpressions;
using AppHost.LocalServers;
using Aspire.Hosting.Publishing;

namespace AppHost;

/// <summary>Secrets that are generated once and stay the same as long as the data they protect.</summary>
internal static partial class Secrets
{
    private static readonly GenerateParameterDefault Generator = new() { MinLength = 32, Special = false };

    /// <summary>
    /// Adds a generated secret. With containers it is kept in the user secrets, as Aspire keeps those of its own resources; with local servers it is kept
    /// in their data folder, so that data and secret are copied, moved and deleted together. <c>Parameters:{name}</c> sets it by hand.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The value set by hand has characters that would end it in a connection string.</exception>
    public static IResourceBuilder<ParameterResource> AddSecret(this IDistributedApplicationBuilder builder, string name, string description)
    {
        if (builder.Configuration[$"Parameters:{name}"] is { } value && !SafeValue().IsMatch(value))
        {
            throw new DistributedApplicationException(
                $"Parameters:{name} has characters other than letters, digits and . _ ~ + / = -, which would break a connection string: set it to a value without them.");
        }

        var secret = builder.UsesContainers()
            ? builder.AddParameter(name, Generator, secret: true, persist: true)
            : builder.AddParameter(name, new KeptWithData(builder.GetLocalServers().Data, name), secret: true);
        return secret.WithDescription(description);
    }

    [GeneratedRegex("^[A-Za-z0-9._~+/=-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SafeValue();

    private sealed class KeptWithData(DataFolder data, string name) : ParameterDefault
    {
        public override string GetDefaultValue() => data.Secret(name, Generator);

        public override void WriteToManifest(ManifestPublishingContext context) => Generator.WriteToManifest(context);
    }
}
