// Hands a signed answer on to the LMS at once; without this a button does.
document.getElementById('answer')?.submit();
