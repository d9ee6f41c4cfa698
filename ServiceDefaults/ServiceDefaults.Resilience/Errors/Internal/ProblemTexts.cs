using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// The texts that people read in problem details. They are constant, because a variable part could disclose private
/// data.
/// </summary>
internal static class ProblemTexts
{
    public static string DetailOf(ClassifiedError error) => error.Category switch
    {
        ErrorCategory.ServiceUnavailable => "A part of the system that this needs is not available.",
        ErrorCategory.SystemBusy => "There is no room for this request at the moment; nothing was done.",
        ErrorCategory.Timeout when error.MayHaveSucceeded =>
            "The time was up before the work was known to be done. Repeat it only with the same Idempotency-Key, or look first whether it was done.",
        ErrorCategory.Timeout => "The time was up before an answer came.",
        ErrorCategory.RateLimit => "Too many requests; nothing was done.",
        ErrorCategory.BusinessLogic when error.Status == StatusCodes.Status405MethodNotAllowed => "The method is not one of this address; Allow names those that are.",
        ErrorCategory.BusinessLogic when error.Status == StatusCodes.Status413PayloadTooLarge => "The body, or this item of it, is larger than is accepted here: send less at once.",
        ErrorCategory.BusinessLogic when error.Status == StatusCodes.Status414UriTooLong =>
            "The address is longer than is accepted here once its characters are escaped: shorten the path or the query.",
        ErrorCategory.BusinessLogic when error.Status == StatusCodes.Status415UnsupportedMediaType =>
            "The body is not in a format that is accepted here: name it by Content-Type, and send one that the API description names.",
        ErrorCategory.BusinessLogic => "The request was refused as it is; sending it again changes nothing.",
        ErrorCategory.NotFound => "What was asked for does not exist: check the address, and the form of any id in it.",
        ErrorCategory.Conflict => "The request contradicts the present state: read it again, then decide.",
        _ => "Something went wrong on our side. The trace id tells the operators where.",
    };
}
