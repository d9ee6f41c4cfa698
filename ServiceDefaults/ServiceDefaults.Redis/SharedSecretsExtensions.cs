using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;
using ServiceDefaults.Redis.Internal;

namespace ServiceDefaults.Redis;

/// <summary>
/// Requires secrets for data in Redis that other processes, and this one after a restart, have to decrypt.
/// </summary>
public static class SharedSecretsExtensions
{
    /// <summary>
    /// Fails the start of a host that has a connection string <c>redis</c> but no configured encryption secrets.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection RequireSharedSecrets(this IServiceCollection services)
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<EncryptionOptions>, SharedSecretsValidator>());
        return services;
    }
}
