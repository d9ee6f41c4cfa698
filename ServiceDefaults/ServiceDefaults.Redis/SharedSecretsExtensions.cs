using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;
using ServiceDefaults.Redis.Internal;

namespace ServiceDefaults.Redis;

/// <summary>For everything that is kept in Redis, and has to be understood by others and after the next start.</summary>
public static class SharedSecretsExtensions
{
    /// <summary>Stops the start of a host that has a connection string <c>redis</c> and no secrets of its own to encrypt with.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection RequireSharedSecrets(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EncryptionOptions>, SharedSecretsValidator>());
        return services;
    }
}
