using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Encryption;

/// <summary>Encryption of payloads and hashing of names, for everything that leaves the process to be kept.</summary>
public static class EncryptionExtensions
{
    /// <summary>Adds <see cref="PayloadCipher"/> and <see cref="KeyedNames"/>, with the secrets of the section <c>Encryption</c>.</summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddEncryption<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddValidatedOptions<EncryptionOptions>(EncryptionOptions.Section);
        services.TryAddSingleton<PayloadCipher>();
        services.TryAddSingleton<KeyedNames>();
        return builder;
    }
}
