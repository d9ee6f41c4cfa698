using Microsoft.Extensions.Options;

namespace PatientApi.Listing;

/// <summary>How pages are continued.</summary>
internal sealed class PagingOptions
{
    public const string Section = "Paging";
    public const int MinCursorKeyLength = 32;

    /// <summary>
    /// The secret that protects cursors, 32 characters or more, the same in every replica. Required, except in Development,
    /// where a key that lives as long as the process takes its place.
    /// </summary>
    public string? CursorKey { get; set; }
}

/// <summary>Refuses to start with a key that would not protect, or that the next replica would not share.</summary>
internal sealed class PagingOptionsValidator(IHostEnvironment environment) : IValidateOptions<PagingOptions>
{
    public ValidateOptionsResult Validate(string? name, PagingOptions options) => options.CursorKey switch
    {
        null or "" when environment.IsDevelopment() => ValidateOptionsResult.Success,
        null or "" => ValidateOptionsResult.Fail("Paging:CursorKey is not set. Set Paging__CursorKey to the same secret of 32 characters or more in every replica."),
        { Length: < PagingOptions.MinCursorKeyLength } key => ValidateOptionsResult.Fail(
            $"Paging:CursorKey has {key.Length} characters; it needs {PagingOptions.MinCursorKeyLength} or more."),
        _ => ValidateOptionsResult.Success,
    };
}
