using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Redis.Internal;

/// <summary>
/// Requires configured secrets where Redis is used. A secret that a process generates is lost when the process ends;
/// what it wrote to Redis would remain there, unreadable.
/// </summary>
internal sealed class SharedSecretsValidator(IRedisClient redis) : IValidateOptions<EncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, EncryptionOptions options) => options.IsShared
        || !redis.IsConfigured
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"There is a connection string '{IRedisClient.Name}', but no "
            + $"{EncryptionOptions.Section}:{nameof(EncryptionOptions.CurrentKey)} and "
            + $"{EncryptionOptions.Section}:{nameof(EncryptionOptions.NameKey)}: give both, each at least "
            + $"{EncryptionOptions.MinimumLength} characters such as `openssl rand -base64 32` prints, or leave "
            + "Redis out.");
}
