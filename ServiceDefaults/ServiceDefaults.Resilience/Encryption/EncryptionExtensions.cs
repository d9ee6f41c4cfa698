using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Encryption;

/// <summary>
/// Registers encryption of payloads and hashing of names, for data that is stored outside of the process.
/// </summary>
public static class EncryptionExtensions
{
    /// <summary>
    /// Adds <see cref="PayloadCipher"/> and <see cref="KeyedNames"/>, with the secrets of the section
    /// <c>Encryption</c>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
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
