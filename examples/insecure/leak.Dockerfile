FROM alpine
RUN echo "top-secret" > /password.txt
RUN rm /password.txt
