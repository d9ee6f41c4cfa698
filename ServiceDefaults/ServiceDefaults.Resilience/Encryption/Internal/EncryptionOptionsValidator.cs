using Microsoft.Extensions.Options;

namespace ServiceDefaults.Encryption.Internal;

/// <summary>
/// Validates the secrets in code rather than by attributes, because a message of the framework would quote the secret.
/// </summary>
internal sealed class EncryptionOptionsValidator : IValidateOptions<EncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        var failures = new (string Key, string? Value)[]
            {
                (nameof(options.CurrentKey), Value: options.CurrentKey),
                (nameof(options.PreviousKey), options.PreviousKey),
                (nameof(options.NameKey), options.NameKey),
            }
            .Where(secret => secret.Value is { Length: < EncryptionOptions.MinimumLength })
            .Select(secret => $"{EncryptionOptions.Section}:{secret.Key} has {secret.Value!.Length} characters: give "
                + $"at least {EncryptionOptions.MinimumLength}, such as `openssl rand -base64 32` prints.")
            .ToList();
        if (options is { PreviousKey: not null, CurrentKey: null })
        {
            failures.Add($"{EncryptionOptions.Section}:{nameof(options.PreviousKey)} is set without "
                + $"{nameof(options.CurrentKey)}: give the key that follows it, too.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
