using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Redis.Internal;

/// <summary>A secret that a process makes up would be gone with it, and what it wrote to Redis would be there and unreadable.</summary>
internal sealed class SharedSecretsValidator(IRedisClient redis) : IValidateOptions<EncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, EncryptionOptions options) => options.IsShared || !redis.IsConfigured
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"There is a connection string '{IRedisClient.Name}', but no {EncryptionOptions.Section}:{nameof(EncryptionOptions.CurrentKey)} and {EncryptionOptions.Section}:{nameof(EncryptionOptions.NameKey)}: give both, each at least {EncryptionOptions.MinimumLength} characters such as `openssl rand -base64 32` prints, or leave Redis out.");
}
