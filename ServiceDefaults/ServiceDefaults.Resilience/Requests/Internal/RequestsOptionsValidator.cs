using Microsoft.Extensions.Options;

namespace ServiceDefaults.Requests.Internal;

/// <summary>Stops the start-up when the limit is so low that ordinary requests could not be read.</summary>
internal sealed class RequestsOptionsValidator : IValidateOptions<RequestsOptions>
{
    public ValidateOptionsResult Validate(string? name, RequestsOptions options) =>
        options.MaxDecompressedBytes >= RequestsOptions.Least
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{RequestsOptions.Section}:{nameof(options.MaxDecompressedBytes)} is {options.MaxDecompressedBytes}; "
                + $"it must be at least {RequestsOptions.Least}. Set how many bytes a compressed body may hold where "
                + "its route has no limit of its own.");
}
